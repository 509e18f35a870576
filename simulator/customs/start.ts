// Starts the customs side: reception over HTTP and by files, over one archive. `npm start`, main.ts and tests call it.
import { mkdir } from 'node:fs/promises';
import { Archive } from './archive.ts';
import { type CustomsServer, serveCustoms } from './http.ts';
import { Inbox } from './inbox.ts';
import { type Keys, Reception } from './reception.ts';

export interface CustomsOptions {
  /** 0: any free one. */
  port?: number;
  /** Holds the archive with its key, `inbox` and `outbox`. */
  folder: string;
  /** Keys of the issuers, or where to get them for each file. */
  keys: Keys;
  now?: () => Date;
  /** How long a sender may take over HTTP. */
  requestMs?: number;
  /** Told about files of the inbox that could not be taken. */
  report?: (problem: string) => void;
}

export interface Customs extends CustomsServer {
  readonly archive: Archive;
  readonly reception: Reception;
}

export async function startCustoms(options: CustomsOptions): Promise<Customs> {
  const { port = 0, folder, keys, now = () => new Date(), report = () => {}, requestMs } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const archive = await Archive.open(folder, now);
  const reception = new Reception(archive, keys, now);
  await reception.resume();
  const inbox = await Inbox.open(reception, folder, report);
  const server = await serveCustoms(reception, archive, { port, ...(requestMs === undefined ? {} : { requestMs }) });
  return {
    url: server.url,
    archive,
    reception,
    async close() {
      await Promise.all([server.close(), inbox.close()]);
      await archive.close();
    },
  };
}
