// A reader for a virtual card outside any slot: whole APDUs in, T=1 blocks to the chip, answers back. Called where sample
// cards are personalised and where a card is lent to other software. The line is perfect, so nothing is ever repeated.
import type { CardTransport } from '@sigillator/host/card/card-transport';
import type { SlotCard } from './slot-card.ts';

const IFSD = 254;
const MORE = 0x20;

export class CardTerminal implements CardTransport {
  readonly #card: SlotCard;
  #received: number[] = [];
  #sendSequence = 0;
  #nowMs: number;
  /** Answer to reset of the last power-on. */
  atr: Uint8Array = new Uint8Array(0);

  constructor(card: SlotCard, nowMs = 0) {
    this.#card = card;
    this.#nowMs = nowMs;
    card.onTransmit = (bytes) => this.#received.push(...bytes);
  }

  powerOn(): void {
    this.#received = [];
    this.#sendSequence = 0;
    this.#card.powerOn(this.#nowMs);
    while (this.#received.length === 0 && this.#card.step(++this.#nowMs));
    this.atr = Uint8Array.from(this.#received);
    this.#received = [];
    this.#turn(0xc1, [IFSD]);
  }

  powerOff(): void {
    this.#card.powerOff();
  }

  async exchange(command: Uint8Array): Promise<Uint8Array> {
    return this.exchangeNow(command);
  }

  exchangeNow(command: Uint8Array): Uint8Array {
    let block = { pcb: 0, information: [] as number[] };
    for (let at = 0; at < command.length; at += IFSD) {
      const more = at + IFSD < command.length ? MORE : 0;
      block = this.#turn((this.#sendSequence << 6) | more, [...command.subarray(at, at + IFSD)]);
      this.#sendSequence ^= 1;
    }
    const answer: number[] = [];
    for (;;) {
      if (block.pcb === 0xc3) block = this.#turn(0xe3, block.information);
      else if ((block.pcb & 0x80) !== 0)
        throw new Error(`Card exchange: expected an answer, got a block of kind ${block.pcb.toString(16)}.`);
      else {
        answer.push(...block.information);
        if ((block.pcb & MORE) === 0) break;
        block = this.#turn(0x80 | ((block.pcb & 0x40) === 0 ? 0x10 : 0), []);
      }
    }
    while (this.#card.step(++this.#nowMs)); // idle work of its flash
    return Uint8Array.from(answer);
  }

  /** Sends a block and waits for the card's. */
  #turn(pcb: number, information: number[]): { pcb: number; information: number[] } {
    const bytes = [0, pcb, information.length, ...information];
    this.#received = [];
    for (const byte of [...bytes, bytes.reduce((sum, value) => sum ^ value, 0)]) this.#card.receive(byte, this.#nowMs);
    while (!this.#whole()) {
      if (!this.#card.step(++this.#nowMs) && !this.#whole())
        throw new Error('Card exchange: the card has stopped without an answer.');
    }
    const block = { pcb: this.#received[1]!, information: this.#received.slice(3, 3 + this.#received[2]!) };
    this.#received = [];
    return block;
  }

  #whole(): boolean {
    return this.#received.length >= 4 && this.#received.length >= this.#received[2]! + 4;
  }
}
