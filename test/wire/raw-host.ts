// A host that need not keep to the rules, on a port of the simulated device: it sends any bytes at any time, without
// waiting, and goes back to an earlier moment together with the machine. Used by the tests of the wire.
import { decodeFromDevice, encodeRequest, type FromDevice } from '@sigillator/host/link/codec';
import { encodeFrame, FrameReader } from '@sigillator/host/link/frames';
import { type CipherState, Handshake, keyPairOf } from '@sigillator/host/link/noise';
import type { Requests } from '@sigillator/protocol/generated/messages';
import { errors } from '@sigillator/protocol/tables/errors';
import { frameKinds } from '@sigillator/protocol/tables/limits';
import type { MachineEvent } from '@sigillator/simulator/input';
import type { Machine, Snapshot } from '@sigillator/simulator/machine';

const prologue = new TextEncoder().encode('sigillator 1');
export const keyOf = (fill: number) => keyPairOf(new Uint8Array(32).fill(fill));

export class RawHost {
  /** What came back in clear, by plain frames or through the session, since the last `take`. */
  news: FromDevice[] = [];
  /** Messages of the handshake that came back. */
  handshakes: Uint8Array[] = [];
  /** Bytes that this host has sent; sending stops, and the port closes, when `budget` of them are out. */
  sent = 0;
  budget = Number.POSITIVE_INFINITY;
  /** Session frames that this host's keys did not open. */
  unreadable = 0;
  handshakeHash: Uint8Array | undefined;
  /** The device's long-lived public key. */
  deviceKey: Uint8Array = new Uint8Array(0);
  readonly machine: Machine;
  readonly port: number;
  #send: CipherState | undefined;
  #receive: CipherState | undefined;
  #frames = new FrameReader();
  #tag = 0;
  readonly #listener = (event: MachineEvent): void => {
    if (event.kind === 'sent' && event.port === this.port) this.#take(event.bytes);
  };

  constructor(machine: Machine, port = 0) {
    this.machine = machine;
    this.port = port;
    machine.listeners.add(this.#listener);
  }

  open(): this {
    this.machine.input({ kind: 'port-open', port: this.port });
    this.machine.settle();
    return this;
  }

  close(): void {
    this.machine.input({ kind: 'port-close', port: this.port });
    this.machine.settle();
    this.#frames = new FrameReader();
    this.#send = undefined;
    this.#receive = undefined;
  }

  leave(): void {
    this.machine.listeners.delete(this.#listener);
  }

  /** Gives bytes to the port and lets the device work on them. */
  bytes(bytes: Uint8Array): void {
    for (let rest = bytes.subarray(0, Math.max(0, this.budget - this.sent)); rest.length > 0; ) {
      if (!this.machine.ports.isOpen(this.port)) return;
      const taken = this.machine.offer(this.port, rest);
      this.sent += taken;
      rest = rest.subarray(taken);
      this.machine.settle();
    }
    if (this.sent >= this.budget && this.machine.ports.isOpen(this.port)) this.close();
  }

  /** What came back since the last call. */
  take(): FromDevice[] {
    return this.news.splice(0);
  }

  plain(message: Uint8Array): FromDevice[] {
    this.bytes(encodeFrame(frameKinds.plain, message));
    return this.take();
  }

  hello(): FromDevice[] {
    return this.plain(encodeRequest('hello', 1, { oldest: 1, newest: 1 }));
  }

  /** The first message of a handshake. */
  beginShake(own = keyOf(7), ephemeral = keyOf(8)): Handshake {
    const handshake = new Handshake('initiator', own, prologue, ephemeral);
    this.handshakes = [];
    this.bytes(encodeFrame(frameKinds.handshake, handshake.write()));
    return handshake;
  }

  /** A whole handshake; false where the device did not answer. */
  shake(own = keyOf(7), ephemeral = keyOf(8)): boolean {
    const handshake = this.beginShake(own, ephemeral);
    const second = this.handshakes.shift();
    if (!second) return false;
    handshake.read(second);
    this.bytes(encodeFrame(frameKinds.handshake, handshake.write()));
    this.#send = handshake.session!.send;
    this.#receive = handshake.session!.receive;
    this.handshakeHash = handshake.session!.handshakeHash;
    this.deviceKey = handshake.session!.remoteKey;
    return this.sent < this.budget;
  }

  get inSession(): boolean {
    return this.#send !== undefined;
  }

  /** The session frame around any bytes; it counts as sent. */
  sealed(message: Uint8Array): Uint8Array {
    return encodeFrame(frameKinds.session, this.#send!.encrypt(message));
  }

  /** Sends any bytes through the session; nothing where there is none. */
  message(message: Uint8Array): FromDevice[] {
    if (!this.inSession) return [];
    this.bytes(this.sealed(message));
    return this.take();
  }

  request<Name extends keyof Requests>(name: Name, fields: Requests[Name]): FromDevice[] {
    return this.message(encodeRequest(name, this.nextTag(), fields));
  }

  nextTag(): number {
    this.#tag = (this.#tag + 1) & 0xffff;
    return this.#tag;
  }

  #take(bytes: Uint8Array): void {
    for (const { kind, message } of this.#frames.feed(bytes)) {
      if (kind === frameKinds.handshake) this.handshakes.push(message);
      else if (kind === frameKinds.plain) this.news.push(decodeFromDevice(message));
      else this.#open(message);
    }
  }

  /** What is for another session is not for this host: on one port, an earlier host still hears. */
  #open(message: Uint8Array): void {
    let clear: Uint8Array;
    try {
      clear = this.#receive!.decrypt(message);
    } catch {
      this.unreadable++;
      return;
    }
    this.news.push(decodeFromDevice(clear));
  }

  /** This moment of machine and host; call the answer to come back to it. */
  moment(): () => void {
    const snapshot: Snapshot = this.machine.snapshot();
    const [send, receive, tag, sent] = [this.#send?.copy(), this.#receive?.copy(), this.#tag, this.sent];
    return () => {
      this.machine.restore(snapshot);
      this.#send = send?.copy();
      this.#receive = receive?.copy();
      this.#tag = tag;
      this.sent = sent;
      this.#frames = new FrameReader();
      this.news = [];
      this.handshakes = [];
    };
  }
}

/** Name of the error that came, of the answer, or of the progress. */
export const said = (news: readonly FromDevice[]): string[] =>
  news.map((one) =>
    one.kind === 'answer' ? one.name : one.kind === 'error' ? errorName(one.fields.code) : 'progress',
  );

const errorName = (code: number): string => errors.find(({ number }) => number === code)!.name;
