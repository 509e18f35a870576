// News from the bridge over the WebSocket `/v1/events`, under the session's cookie; comes back by itself after a break.
import type { OfficeEvent } from './page.ts';

const againMs = 2_000;

export class EventStream {
  readonly #hearers = new Set<(event: OfficeEvent) => void>();
  #socket: WebSocket | undefined;

  open(): void {
    this.close();
    const address = new URL('/v1/events', location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(String(data)) as OfficeEvent;
      for (const hear of [...this.#hearers]) hear(event);
    };
    socket.onclose = () => setTimeout(() => this.#socket === socket && this.open(), againMs);
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  listen(hear: (event: OfficeEvent) => void): () => void {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }
}
