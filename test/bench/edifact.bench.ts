// Scanning 20 MB of CUSDEC against the npm packages, sealing 10,000 documents of 2 KB, and memory on a long stream.
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { TokenStream } from '../../host/src/edifact/token-stream.ts';
import { documentSeals, EventReader, openKey, SegmentReader } from '../../host/src/index.ts';
import { makeInterchange } from './cusdec.ts';
import { medianMs } from './interleave.ts';
import { absolute, against, type Row } from './row.ts';

/** What both packages look like to a caller that reads events. */
interface PeerParser {
  encoding?(name: string): void;
  write(text: string): void;
  end(): void;
}

const require = createRequire(import.meta.url);
const { Parser: EdifactParser } = require('edifact') as { Parser: new () => PeerParser };
const { Parser: TsEdifactParser } = require('ts-edifact/lib/parser.js') as {
  Parser: new (config: unknown) => PeerParser;
};
const { Configuration } = require('ts-edifact/lib/configuration.js') as {
  Configuration: new (config: unknown) => unknown;
};
const { NullValidator } = require('ts-edifact/lib/validator.js') as { NullValidator: new () => unknown };

/** Every peer is given the bytes and counts segments and components, as ours does. */
function edifactEvents(bytes: Buffer): number {
  let count = 0;
  const parser = Object.assign(new EdifactParser(), {
    onopensegment: () => count++,
    onelement: () => {},
    oncomponent: () => count++,
    onclosesegment: () => {},
  });
  parser.write(bytes.toString('latin1'));
  parser.end();
  return count;
}

function tsEdifactEvents(bytes: Buffer): number {
  let count = 0;
  const parser = Object.assign(new TsEdifactParser(new Configuration({ validator: new NullValidator() })), {
    onOpenSegment: () => count++,
    onElement: () => {},
    onComponent: () => count++,
    onCloseSegment: () => {},
  });
  parser.write(bytes.toString('latin1'));
  parser.end();
  return count;
}

function ourEvents(bytes: Buffer): number {
  let count = 0;
  const reader = new EventReader({ openSegment: () => count++, element: () => {}, component: () => count++ });
  reader.push(bytes);
  return count;
}

const stream = new TokenStream();
function ourTokens(bytes: Buffer): number {
  let count = 0;
  stream.restart();
  stream.feed(bytes, (_bytes, _offset, tokens) => {
    count += tokens.length;
  });
  return count;
}

function scanning(): Row[] {
  const bytes = makeInterchange(20e6);
  const counts = [ourEvents(bytes), edifactEvents(bytes), tsEdifactEvents(bytes)];
  if (new Set(counts).size > 1) throw new Error(`the parsers read different things: ${counts}`);
  const ms = medianMs(
    {
      tokens: () => ourTokens(bytes),
      events: () => ourEvents(bytes),
      edifact: () => edifactEvents(bytes),
      tsEdifact: () => tsEdifactEvents(bytes),
    },
    5,
  );
  const rate = (milliseconds: number) => bytes.length / 1000 / milliseconds;
  return [
    against('edifact-tokens-edifact', rate(ms.tokens), 'MB/s', 'edifact', rate(ms.edifact), 10),
    against('edifact-events-edifact', rate(ms.events), 'MB/s', 'edifact', rate(ms.edifact), 1.8),
    against('edifact-events-ts-edifact', rate(ms.events), 'MB/s', 'ts-edifact', rate(ms.tsEdifact), 1.3),
  ];
}

function sealing(): Row[] {
  const interchange = makeInterchange(2048 * 10_000);
  const documents = Array.from({ length: 10_000 }, (_, i) => interchange.subarray(i * 2048, (i + 1) * 2048));
  const key = Buffer.from(openKey);
  const label = Buffer.from('document\0');
  const ms = medianMs(
    {
      ours: () => documentSeals(documents),
      noble: () => documents.map((document) => hmac.create(sha256, key).update(label).update(document).digest()),
      openssl: () => documents.map((document) => createHmac('sha256', key).update(label).update(document).digest()),
    },
    5,
  );
  const rate = (milliseconds: number) => (documents.length * 1000) / milliseconds;
  return [
    against('seal-bulk-noble', rate(ms.ours), 'documents/s', '@noble/hashes', rate(ms.noble), 3),
    against('seal-bulk-openssl', rate(ms.ours), 'documents/s', 'OpenSSL', rate(ms.openssl)),
  ];
}

/** Growth of the process in MiB while a stream of 1 GB goes through a reader. */
function memory(): Row {
  const chunk = makeInterchange(1e6);
  const reader = new SegmentReader();
  let segments = 0;
  const feed = (times: number) => {
    for (let i = 0; i < times; i++) segments += reader.push(chunk).length;
  };
  feed(50);
  const before = process.memoryUsage().rss;
  feed(950);
  if (reader.end() !== undefined || segments === 0) throw new Error('the stream was not read to its end');
  return absolute('edifact-memory-1gb-mib', Math.max(0, process.memoryUsage().rss - before) / 2 ** 20, 'MiB', 64);
}

export default async function edifact(): Promise<Row[]> {
  return [...scanning(), ...sealing(), memory()];
}
