// A sigillator as a program sees it: one typed method a message. Open it with connect().
import type { Answers, Requests } from '@sigillator/protocol/generated/messages';
import type { Link, RequestOptions } from '../link/link.ts';
import { type JournalRow, readJournal } from './journal.ts';
import { pair } from './pairing.ts';
import { type SealDocumentsOptions, type SealRequest, sealDocuments } from './seal-documents.ts';
import { type SealResult, sealResult } from './seal-result.ts';
import { type UpdateOptions, update } from './update.ts';

export const languages = ['sv', 'en', 'fr'] as const;
export type Language = (typeof languages)[number];

export interface CsrFields extends Omit<Requests['csr'], 'key' | 'generate'> {
  key: 'signature' | 'encryption';
  /** Makes a new key pair on the card first. */
  generate: boolean;
}

export class Device {
  readonly link: Link;

  constructor(link: Link) {
    this.link = link;
  }

  info(): Promise<Answers['info']> {
    return this.link.request('info', {});
  }

  card(): Promise<Answers['card']> {
    return this.link.request('card', {});
  }

  /** Seals one document: the clerk sees it on the device and presses the key. */
  async sealDocument(
    document: Uint8Array,
    options: Omit<SealRequest, 'document'> & SealDocumentsOptions,
  ): Promise<SealResult> {
    const [result] = await this.sealDocuments([{ ...options, document }], options);
    return result!;
  }

  /** Seals documents in as few approvals as the device allows; results come in the order asked. */
  sealDocuments(requests: readonly SealRequest[], options: SealDocumentsOptions = {}): Promise<SealResult[]> {
    return sealDocuments(this.link, requests, options);
  }

  /** The result of a sequence number that was sealed before, now or in an earlier session. */
  result(sequence: bigint): Promise<SealResult> {
    return sealResult(this.link, sequence);
  }

  /** Pairs this host with the device; `onDigits` gets the six digits to compare with the display. */
  pair(name: string, onDigits: (digits: string) => void, options?: RequestOptions): Promise<void> {
    return pair(this.link, name, onDigits, options);
  }

  async unpair(): Promise<void> {
    await this.link.request('unpair', {});
  }

  /** Rows of the device journal from a counter on (0: the oldest), each checked against its chain value. */
  journal(from = 0): AsyncGenerator<JournalRow> {
    return readJournal(this.link, from);
  }

  /** Says that rows up to this one are safe here; answers how many still wait. */
  async acknowledgeJournal(row: Pick<JournalRow, 'counter' | 'chain'>): Promise<number> {
    return (await this.link.request('journal-acknowledge', { counter: row.counter, chain: row.chain })).rows;
  }

  async setClock(time: Date, options?: RequestOptions): Promise<void> {
    await this.link.request('clock-set', { time: Math.floor(time.getTime() / 1000) }, options);
  }

  async setLanguage(language: Language): Promise<void> {
    await this.link.request('language-set', { language: languages.indexOf(language) });
  }

  /** A PKCS#10 request that the device built, showed and signed. */
  async csr({ key, ...fields }: CsrFields, options?: RequestOptions): Promise<Uint8Array> {
    const { length } = await this.link.request('csr', { ...fields, key: key === 'signature' ? 0 : 1 }, options);
    return this.blob(length);
  }

  async grantDeciphering(operations: number, minutes: number, options?: RequestOptions): Promise<void> {
    await this.link.request('decipher-grant', { operations, minutes }, options);
  }

  async decipher(ciphertext: Uint8Array): Promise<Uint8Array> {
    return (await this.link.request('decipher', { ciphertext })).plaintext;
  }

  /** Hands new keys from the issuer to the card; the clerk presses the key. */
  async loadKeys(keyPackage: Uint8Array, options?: RequestOptions): Promise<void> {
    await this.link.request('key-package', { package: keyPackage }, options);
  }

  /** New firmware: sends the file; a person at the device presses the key, and the device starts anew. */
  async update(file: Uint8Array, options?: UpdateOptions): Promise<void> {
    await update(this.link, file, options);
  }

  async cancel(): Promise<void> {
    await this.link.request('cancel', {});
  }

  /** The bytes of the last long answer. */
  async blob(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let offset = 0; offset < length; ) {
      const { data } = await this.link.request('read-blob', { offset, length: Math.min(2048, length - offset) });
      bytes.set(data, offset);
      offset += data.length;
    }
    return bytes;
  }

  close(): Promise<void> {
    return this.link.close();
  }
}
