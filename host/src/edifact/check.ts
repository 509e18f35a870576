// Checks the envelopes of an interchange: counts, references, pairs, tags (UNB/UNZ, UNG/UNE, UNH/UNT, UNO/UNP and the
// interactive UIB/UIZ, UIH/UIT). Strict adds charset and segment tables. Called by the CLI and contrl.ts.
import type { EdifactError, SyntaxErrorCode } from './error-codes.ts';
import { mayStandIn } from './message-tables.ts';
import { endText, SegmentReader } from './reader.ts';
import { charsetProblem } from './repertoire.ts';
import type { Segment } from './segment.ts';
import { segmentProblems } from './segment-check.ts';
import type { EndProblem } from './token-stream.ts';

/** An envelope that is open, and what was counted in it. */
interface Open {
  segment: Segment;
  reference: string;
  count: number;
}

/** So many are kept, so that a long file of something else costs no memory. */
const mostErrors = 1000;

export interface CheckOptions {
  /** Also: repertoire of the charset, lengths and mandatory elements of known segments, an interchange around it all. */
  strict?: boolean | undefined;
}

export class EnvelopeChecker {
  readonly errors: EdifactError[] = [];
  readonly #strict: boolean;
  #interchange: Open | undefined;
  #group: Open | undefined;
  #message: Open | undefined;
  #messages = 0;
  #groups = 0;
  #references = new Set<string>();
  #charset = '';
  /** The message is one whose segments are in segment-tables.ts. */
  #isTabled = false;
  #type = '';
  #last: Segment | undefined;
  /** Errors that were not kept. */
  #more = 0;

  constructor({ strict = false }: CheckOptions = {}) {
    this.#strict = strict;
  }

  push(segment: Segment): void {
    this.#last = segment;
    if (this.#message) this.#message.count++;
    const { tag } = segment;
    if (!/^[A-Z][A-Z0-9]{2}$/.test(tag)) {
      this.#error(
        '15',
        segment,
        0,
        `"${tag.slice(0, 40)}" is no segment tag: three capital letters or digits expected.${twoBytes(tag)}`,
      );
      return;
    }
    const service = services[tag];
    if (service) this[service](segment);
    else if (this.#strict && !this.#message)
      this.#error('15', segment, 0, `${tag} stands outside a message. UNH is missing before it.`);
    if (this.#strict) this.#checkContent(segment);
  }

  /** Says that no more comes; `problem` is the reader's. */
  end(problem: EndProblem | undefined, offset: number): void {
    if (!this.#last && !problem) {
      const text = 'There is no segment at all. Ask the sender for the file.';
      this.#add({ code: '13', text, segment: 1, element: 0, offset });
    }
    if (problem) {
      const segment = (this.#last?.number ?? 0) + 1;
      this.#add({
        code: '13',
        text: `The file ends too early: ${endText(problem)}`,
        segment,
        element: 0,
        offset,
      });
    }
    this.endMessage();
    this.endGroup();
    this.#closeInterchange();
    if (this.#more === 0) return;
    const text = `There are ${this.#more} more errors; the first ${mostErrors} are listed.`;
    this.errors.push({ code: '18', text, segment: this.#last?.number ?? 1, element: 0, offset });
  }

  startInterchange(segment: Segment): void {
    this.endMessage();
    this.endGroup();
    this.#closeInterchange();
    this.#interchange = { segment, reference: segment.component(5), count: 0 };
    this.#messages = 0;
    this.#groups = 0;
    this.#references = new Set();
    this.#charset = segment.component(1);
  }

  startGroup(segment: Segment): void {
    this.endMessage();
    this.endGroup();
    this.#groups++;
    this.#group = { segment, reference: segment.component(5), count: this.#messages };
  }

  startMessage(segment: Segment): void {
    this.endMessage();
    const reference = segment.component(segment.tag === 'UIH' ? 2 : 1);
    const version = [1, 2, 3].map((component) => segment.component(2, component)).join(':');
    this.#isTabled = /^(CUSDEC|CUSRES):D:96[AB]$/.test(version);
    this.#type = this.#isTabled || /^(CONTRL|AUTACK):/.test(version) ? segment.component(2) : '';
    if (this.#strict) this.#checkReference(segment, reference);
    this.#messages++;
    this.#message = { segment, reference, count: 1 };
  }

  stopMessage(segment: Segment): void {
    const open = this.#message;
    if (!open) {
      this.#error('13', segment, 0, `${segment.tag} ends a message that never began: UNH is missing before it.`);
      return;
    }
    this.#message = undefined;
    if (segment.tag === 'UIT') return;
    const { count, reference } = open;
    if (!isCount(segment.component(1), count)) {
      const told = segment.component(1);
      this.#error(
        '29',
        segment,
        1,
        `UNT says ${told || 'nothing'}, but the message has ${segments(count)} from UNH through UNT.`,
      );
    }
    this.#compare(segment, 2, reference, 'UNH 0062');
  }

  stopGroup(segment: Segment): void {
    this.endMessage();
    const open = this.#group;
    if (!open) {
      this.#error('13', segment, 0, 'UNE ends a group that never began: UNG is missing before it.');
      return;
    }
    this.#group = undefined;
    const count = this.#messages - open.count;
    if (!isCount(segment.component(1), count))
      this.#error(
        '29',
        segment,
        1,
        `UNE says ${segment.component(1) || 'nothing'}, but the group has ${messages(count)}.`,
      );
    this.#compare(segment, 2, open.reference, 'UNG 0048');
  }

  stopInterchange(segment: Segment): void {
    this.endMessage();
    this.endGroup();
    const open = this.#interchange;
    const interactive = segment.tag === 'UIZ';
    if (!open)
      this.#error('13', segment, 0, `${segment.tag} ends an interchange that never began: UNB is missing before it.`);
    const count = this.#groups > 0 ? this.#groups : this.#messages;
    const told = segment.component(interactive ? 2 : 1);
    if (!isCount(told, count) && !(interactive && told === '')) {
      const found = this.#groups > 0 ? `${count} groups` : messages(count);
      this.#error(
        '29',
        segment,
        interactive ? 2 : 1,
        `${segment.tag} says ${told || 'nothing'}, but the interchange has ${found}.`,
      );
    }
    if (open && !interactive) this.#compare(segment, 2, open.reference, 'UNB 0020');
    this.#interchange = undefined;
    this.#messages = 0;
    this.#groups = 0;
  }

  endMessage(): void {
    if (!this.#message) return;
    const { segment, reference } = this.#message;
    this.#error(
      '13',
      segment,
      0,
      `${reference ? `Message ${reference}` : 'The message'} has no ${segment.tag === 'UIH' ? 'UIT' : 'UNT'}.`,
    );
    this.#message = undefined;
  }

  endGroup(): void {
    if (!this.#group) return;
    this.#error('13', this.#group.segment, 0, `Group ${this.#group.reference} has no UNE.`);
    this.#group = undefined;
  }

  #closeInterchange(): void {
    if (!this.#interchange) return;
    const { segment, reference } = this.#interchange;
    const closer = segment.tag === 'UIB' ? 'UIZ' : 'UNZ';
    const name = reference ? `Interchange ${reference}` : 'The interchange';
    this.#error('13', segment, 0, `${name} has no ${closer}. Ask the sender for the whole file.`);
    this.#interchange = undefined;
  }

  #checkContent(segment: Segment): void {
    if (segment.tag === 'UNH' && !this.#interchange)
      this.#error('13', segment, 0, 'The message stands in no interchange: UNB is missing before it.');
    if (this.#message && !mayStandIn(this.#type, segment.tag))
      this.#error('15', segment, 0, `${segment.tag} does not belong into ${this.#type}.`);
    const problem = charsetProblem(segment, this.#charset);
    if (problem) this.#add(problem);
    if (segment.tag.startsWith('U') || this.#isTabled) for (const found of segmentProblems(segment)) this.#add(found);
  }

  #checkReference(segment: Segment, reference: string): void {
    if (this.#interchange && this.#references.has(reference))
      this.#error('26', segment, 1, `Message reference ${reference} was used before in this interchange.`);
    this.#references.add(reference);
  }

  #compare(segment: Segment, element: number, expected: string, where: string): void {
    const found = segment.component(element);
    if (found === expected) return;
    this.#error('28', segment, element, `${segment.tag} refers to "${found}", but ${where} is "${expected}".`);
  }

  #add(error: EdifactError): void {
    if (this.errors.length < mostErrors) this.errors.push(error);
    else this.#more++;
  }

  #error(code: SyntaxErrorCode, segment: Segment, element: number, text: string): void {
    const offset = element === 0 ? segment.start : segment.offsetOf(element);
    this.#add({ code, text, segment: segment.number, element, offset });
  }
}

const services: Record<
  string,
  'startInterchange' | 'stopInterchange' | 'startGroup' | 'stopGroup' | 'startMessage' | 'stopMessage'
> = {
  UNB: 'startInterchange',
  UIB: 'startInterchange',
  UNZ: 'stopInterchange',
  UIZ: 'stopInterchange',
  UNG: 'startGroup',
  UNE: 'stopGroup',
  UNH: 'startMessage',
  UIH: 'startMessage',
  UNT: 'stopMessage',
  UIT: 'stopMessage',
};

/** A hint where every second byte is zero. */
const twoBytes = (tag: string): string =>
  tag.includes('\0') ? ' The file looks like UTF-16; EDIFACT has one byte a character: convert it.' : '';

const isCount = (told: string, count: number): boolean => /^\d+$/.test(told) && Number(told) === count;
const segments = (count: number): string => `${count} segment${count === 1 ? '' : 's'}`;
const messages = (count: number): string => `${count} message${count === 1 ? '' : 's'}`;

/** Checks a whole file in memory. */
export function checkEnvelopes(bytes: Uint8Array, options: CheckOptions = {}): EdifactError[] {
  const reader = new SegmentReader();
  const checker = new EnvelopeChecker(options);
  for (const segment of reader.push(bytes)) checker.push(segment);
  checker.end(reader.end(), reader.offset);
  return checker.errors;
}
