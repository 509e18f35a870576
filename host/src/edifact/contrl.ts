// Writes a CONTRL message (ISO 9735-4, version 4 release 1) that answers an interchange with what check.ts found.
import { SealError } from '../errors.ts';
import { EnvelopeChecker } from './check.ts';
import type { EdifactError } from './error-codes.ts';
import { SegmentReader } from './reader.ts';
import type { Segment } from './segment.ts';
import { type SegmentData, writeSegments } from './writer.ts';

/** 0083. */
const rejected = '4';
const acknowledged = '7';

export interface ContrlOptions {
  /** 0020 of the answer. */
  reference: string;
  /** When the answer is written. */
  at: Date;
  strict?: boolean;
}

/** The answer to the first interchange in `bytes`: acknowledged, or rejected with every error where it is. */
export function writeContrl(bytes: Uint8Array, { reference, at, strict = false }: ContrlOptions): Uint8Array {
  const reader = new SegmentReader();
  const checker = new EnvelopeChecker({ strict });
  const segments = reader.push(bytes);
  for (const segment of segments) checker.push(segment);
  checker.end(reader.end(), reader.offset);
  const header = segments.find(({ tag }) => tag === 'UNB');
  if (!header) {
    const message = 'Answering with CONTRL failed: the file has no UNB, so there is no sender to answer.';
    throw new SealError('edifact-no-interchange', message);
  }
  const body: SegmentData[] = [...interchangeAnswer(header, segments, checker.errors)];
  const [sender = [''], recipient = ['']] = [header.elements[2], header.elements[3]];
  const stamp = at.toISOString().replace(/[-:T]/g, '');
  const syntax = header.elements[1] ?? ['UNOC', '3'];
  const date = (syntax[1] ?? '') >= '4' ? stamp.slice(0, 8) : stamp.slice(2, 8);
  return writeSegments(
    [
      ['UNB', syntax, recipient, sender, [date, stamp.slice(8, 12)], reference],
      ['UNH', '1', ['CONTRL', '4', '1', 'UN']],
      ...body,
      ['UNT', String(body.length + 2), '1'],
      ['UNZ', '1', reference],
    ],
    { charset: 'UNOC' },
  );
}

function* interchangeAnswer(header: Segment, segments: Segment[], errors: EdifactError[]): Generator<SegmentData> {
  const messages = messagesOf(segments);
  const inMessage = (error: EdifactError) =>
    messages.find(({ first, last }) => first <= error.segment && error.segment <= last);
  const outside = errors.find((error) => !inMessage(error));
  const elements = header.elements;
  const parties = [header.component(5), elements[2] ?? [''], elements[3] ?? ['']] as const;
  if (outside) {
    const tag = segments.find(({ number }) => number === outside.segment)?.tag;
    yield ['UCI', ...parties, rejected, outside.code, ...(tag?.startsWith('UN') ? [tag] : [])];
    return;
  }
  yield ['UCI', ...parties, acknowledged];
  for (const message of messages) {
    const wrong = errors.filter((error) => inMessage(error) === message);
    if (wrong.length > 0) yield* messageAnswer(message, wrong);
  }
}

interface MessagePlace {
  header: Segment;
  /** Numbers of UNH and UNT (or of the last segment before what follows). */
  first: number;
  last: number;
}

function messagesOf(segments: Segment[]): MessagePlace[] {
  const found: MessagePlace[] = [];
  let open: MessagePlace | undefined;
  for (const segment of segments) {
    if (segment.tag === 'UNH') {
      open = { header: segment, first: segment.number, last: segment.number };
      found.push(open);
    } else if (open && ['UNB', 'UNZ', 'UNG', 'UNE'].includes(segment.tag)) open = undefined;
    else if (open) {
      open.last = segment.number;
      if (segment.tag === 'UNT') open = undefined;
    }
  }
  return found;
}

function* messageAnswer({ header, first }: MessagePlace, errors: EdifactError[]): Generator<SegmentData> {
  yield ['UCM', header.component(1), header.elements[2] ?? [''], rejected];
  for (const { segment, element, code } of errors) {
    // 0096 counts from UNH, which is 1; an error of an element stands in UCD with its position.
    const position = String(segment - first + 1);
    if (element === 0) yield ['UCS', position, code];
    else {
      yield ['UCS', position];
      yield ['UCD', code, [String(element)]];
    }
  }
}
