// The desk of a simulator process, over its HTTP API and event stream.
import type { DeskEvent } from '../src/desk.ts';
import type { KeyName } from '../src/keys.ts';
import type { PanelDesk } from './panel-desk.ts';

export class RemoteDesk implements PanelDesk {
  subscribe(listener: (event: DeskEvent) => void): void {
    // The browser connects again by itself; the stream then begins with state and screen.
    const stream = new EventSource('./events');
    stream.addEventListener('message', ({ data }) => listener(JSON.parse(data as string) as DeskEvent));
  }

  press(key: KeyName): Promise<void> {
    return this.#post('press', { keys: key });
  }

  insert(card: string): Promise<void> {
    return this.#post('card', { insert: card });
  }

  remove(): Promise<void> {
    return this.#post('card', { remove: true });
  }

  power(on: boolean): Promise<void> {
    return this.#post('power', { on });
  }

  async #post(path: string, body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`./${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(((await answer.json()) as { message: string }).message);
  }
}
