// Lends a card to the PC/SC service of this machine: a client of vsmartcard's vpcd, which is a card reader there. Packets
// are two bytes of length, then an APDU, or one byte of order. Node only.
import { connect, type Socket } from 'node:net';
import { takePackets } from './byte-source.ts';
import { CardTerminal } from './card-terminal.ts';
import type { SlotCard } from './slot-card.ts';

/** vpcd listens here unless told otherwise. */
export const vpcdPort = 35_963;
const Order = { powerOff: 0, powerOn: 1, reset: 2, answerToReset: 4 } as const;

export interface VpcdCard {
  /** Takes the card out of the reader. */
  close(): Promise<void>;
}

/** Puts the card into the reader. */
export function lendToVpcd(card: SlotCard, port = vpcdPort): Promise<VpcdCard> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', (cause) =>
      reject(
        new Error(`Lending a card to PC/SC: no vpcd listens at port ${port}; is pcscd running with it?`, { cause }),
      ),
    );
    socket.once('connect', () => {
      serve(card, socket);
      resolve({
        close: () =>
          new Promise((closed) => {
            socket.once('close', () => closed());
            socket.destroy();
          }),
      });
    });
  });
}

function serve(card: SlotCard, socket: Socket): void {
  const terminal = new CardTerminal(card);
  const measure = (bytes: Buffer) => (bytes.length < 2 ? undefined : 2 + bytes.readUInt16BE(0));
  let on = false;
  const power = (wanted: boolean): void => {
    if (on) terminal.powerOff();
    if (wanted) terminal.powerOn();
    on = wanted;
  };
  const send = (bytes: Uint8Array): void => {
    socket.write(Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]));
  };
  const obey = (order: number): void => {
    if (order === Order.powerOff) power(false);
    else if (order === Order.powerOn || order === Order.reset) power(true);
    else if (order === Order.answerToReset) {
      if (!on) power(true);
      send(terminal.atr);
    }
  };
  socket.on('close', () => power(false));
  takePackets(socket, measure, (packet) => {
    const body = packet.subarray(2);
    if (body.length === 1) obey(body[0]!);
    else if (body.length > 1 && on) send(terminal.exchangeNow(Uint8Array.from(body)));
  });
}
