// Reads an interchange as events with strings, for programs that walk through large files once. Faster than segments,
// which keep offsets and exact bytes; no charset: text is Latin-1, which is lossless (charset.ts turns it into another).
import { latin1 } from './charset.ts';
import { type EndProblem, TokenStream, tokenKinds, tokenMask, tokenShift } from './token-stream.ts';

export interface EventHandler {
  /** A segment begins; `offset` is that of its tag. */
  openSegment?(tag: string, offset: number): void;
  element?(): void;
  component?(text: string): void;
  closeSegment?(): void;
}

export class EventReader {
  readonly #stream = new TokenStream();
  readonly #handler: EventHandler;
  #carry = '';
  #start = 0;
  #open = false;
  #inTag = false;

  constructor(handler: EventHandler) {
    this.#handler = handler;
  }

  push(bytes: Uint8Array): void {
    this.#stream.feed(bytes, (slice, offset, tokens) => this.#take(latin1(slice), offset, tokens));
  }

  /** Why the stream may not end here, if so. */
  end(): EndProblem | undefined {
    return this.#stream.end();
  }

  #take(text: string, offset: number, tokens: Uint32Array): void {
    const handler = this.#handler;
    let from = 0;
    let carry = this.#carry;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!;
      const kind = token & tokenMask;
      const at = token >>> tokenShift;
      if (kind === tokenKinds.segment) {
        this.#start = offset + at;
        this.#open = true;
        this.#inTag = true;
        carry = '';
        from = at;
        continue;
      }
      if (kind === tokenKinds.repetition || kind >= tokenKinds.object) continue;
      const piece = carry === '' ? text.substring(from, at) : carry + text.substring(from, at);
      from = at + 1;
      if (kind === tokenKinds.release) {
        carry = piece;
        continue;
      }
      carry = '';
      if (this.#inTag) {
        // UNA is no segment: it has service characters where others have elements.
        if (kind === tokenKinds.terminator && piece.length === 8 && piece.startsWith('UNA')) {
          this.#open = false;
          continue;
        }
        handler.openSegment?.(piece, this.#start);
        // What follows a component separator here is explicit nesting: components of the tag.
        this.#inTag = false;
      } else handler.component?.(piece);
      if (kind === tokenKinds.element) handler.element?.();
      else if (kind === tokenKinds.terminator) {
        this.#open = false;
        handler.closeSegment?.();
      }
    }
    this.#carry = this.#open ? carry + text.substring(from) : '';
  }
}
