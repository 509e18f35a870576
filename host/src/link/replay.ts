// Plays a recorded conversation back as a device, for tests of programs that use one. The session is a real one, with
// keys of its own; the requests must be those of the record, in their order.
import { frameKinds } from '@sigillator/protocol/tables/limits';
import { messages, notices } from '@sigillator/protocol/tables/messages';
import type { Transport } from '../transport/transport.ts';
import { decodeRequest, encodeFields } from './codec.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import { Handshake, keyPairOf, type Session } from './noise.ts';
import { fieldsOf, type RecordedMessage, recorder } from './recorder.ts';

const prologue = new TextEncoder().encode('sigillator 1');
const byte = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

export class ReplayDevice implements Transport {
  readonly kind = 'replay';
  /** What the program asked that the record does not have; the answers end there. */
  deviation: string | undefined;
  readonly #record: RecordedMessage[];
  readonly #frames = new FrameReader();
  readonly #handshake = new Handshake('responder', keyPairOf(byte(1)), prologue, keyPairOf(byte(2)));
  #turn = 0;
  #session: Session | undefined;
  #out: Uint8Array[] = [];
  #reader: ((bytes: Uint8Array | undefined) => void) | undefined;
  #closed = false;
  /** Tags of the program by tags of the record. */
  readonly #tags = new Map<number, number>();

  constructor(record: readonly RecordedMessage[]) {
    this.#record = [...record];
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (const { kind, message } of this.#frames.feed(bytes)) {
      if (kind === frameKinds.handshake) this.#shake(message);
      else this.#take(kind === frameKinds.session ? this.#session!.receive.decrypt(message) : message);
    }
  }

  read(): Promise<Uint8Array | undefined> {
    const next = this.#out.shift();
    if (next !== undefined || this.#closed) return Promise.resolve(next);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#reader?.(undefined);
  }

  #shake(message: Uint8Array): void {
    this.#handshake.read(message);
    if (this.#turn++ === 0) this.#emit(encodeFrame(frameKinds.handshake, this.#handshake.write()));
    else this.#session = this.#handshake.session;
  }

  #take(message: Uint8Array): void {
    const { tag } = decodeRequest(message);
    const expected = this.#record.shift();
    let asked: RecordedMessage | undefined;
    recorder((recorded) => {
      asked = recorded;
    })('request', message);
    const wanted = JSON.stringify([expected?.name, expected?.fields]);
    const got = JSON.stringify([asked!.name, asked!.fields]);
    if (expected?.from !== 'host' || wanted !== got) {
      this.deviation ??= `expected ${wanted}, got ${got}`;
      return;
    }
    this.#tags.set(expected.tag, tag);
    while (this.#record[0]?.from === 'device') this.#answer(this.#record.shift()!);
  }

  #answer(recorded: RecordedMessage): void {
    const notice = notices.find(({ name }) => name === recorded.name);
    const message = messages.find(({ name }) => name === recorded.name);
    const tag = this.#tags.get(recorded.tag) ?? recorded.tag;
    const bytes = notice
      ? encodeFields(notice.number, tag, notice.fields, recorded.fields)
      : encodeFields(message!.number, tag, message!.answer, fieldsOf(recorded, 'answer'));
    const session = this.#session;
    this.#emit(
      session ? encodeFrame(frameKinds.session, session.send.encrypt(bytes)) : encodeFrame(frameKinds.plain, bytes),
    );
  }

  #emit(bytes: Uint8Array): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) reader(bytes);
    else this.#out.push(bytes);
  }
}
