// openBridge(): the bridge of this computer as a program sees it. Needs only fetch; where no address is given, the bridge of
// this user is found by its file.
import { SealError } from '../errors.ts';
import { type BridgeAddress, findBridge } from './bridge-file.ts';

export interface OpenBridgeOptions {
  /** With `token`: a bridge that was told. Default: the one of this user that runs. */
  url?: string;
  token?: string;
  environment?: NodeJS.ProcessEnv;
}

export interface BridgeDocument {
  document: Uint8Array;
  /** Id of the profile: it decides which bytes are sealed. */
  profile: string;
}

export interface BridgeSealOptions {
  /** One for each request for ever: keep it to ask again after a failure. */
  requestId: string;
  device?: string;
  session?: string;
  budgetSeconds?: number;
}

export interface BridgeSeal {
  method: string;
  profile: string;
  digest: string;
  documentSeal18: string;
  documentSeal6: string;
  issuerSeal18: string;
  issuerSeal6: string;
  issuer: string;
  keyGeneration: number;
  counter: number;
  time: string | null;
  cardId: string;
  /** The document with both seals in their places; undefined where its profile has no places. */
  sealed: Uint8Array | undefined;
}

export interface BridgeDevice {
  id: string;
  transport: string;
  serial: string | null;
  firmware: string | null;
  paired: boolean | null;
  session: string | null;
  owner: string | null;
}

export interface BridgeClient {
  readonly url: string;
  devices(): Promise<BridgeDevice[]>;
  /** Answers when the clerk has approved at the device. Asked again under the same requestId it gives the same seals. */
  seal(documents: readonly BridgeDocument[], options: BridgeSealOptions): Promise<BridgeSeal[]>;
  /** Takes a request back that waits for its clerk. */
  cancel(requestId: string): Promise<boolean>;
}

export async function openBridge(options: OpenBridgeOptions = {}): Promise<BridgeClient> {
  const { url, token } = options.url !== undefined && options.token !== undefined ? options : await running(options);
  const base = new URL('/', url).href;

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(`${base}v1/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new SealError('no-bridge', `Asking the bridge at ${base}: nobody answers. Ask again when it runs.`, {
        retryable: true,
        cause,
      });
    }
    const told = (await answer.json()) as T & Partial<SealError>;
    if (answer.ok) return told;
    throw new SealError(told.code ?? 'failure', told.message ?? `The bridge answered ${answer.status}.`, {
      retryable: told.retryable ?? false,
    });
  }

  return {
    url: base,
    devices: () => ask('GET', 'devices'),
    async seal(documents, { requestId, ...rest }) {
      const encoded = documents.map(({ document, profile }) => ({
        document: Buffer.from(document).toString('base64'),
        profile,
      }));
      type Told = Omit<BridgeSeal, 'sealed'> & { sealed: string | null };
      const { seals } = await ask<{ seals: Told[] }>('POST', 'seals', { requestId, documents: encoded, ...rest });
      return seals.map(({ sealed, ...seal }) => ({
        ...seal,
        sealed: sealed === null ? undefined : new Uint8Array(Buffer.from(sealed, 'base64')),
      }));
    },
    async cancel(requestId) {
      return (await ask<{ cancelled: boolean }>('DELETE', `seals/${encodeURIComponent(requestId)}`)).cancelled;
    },
  };
}

async function running({ environment }: OpenBridgeOptions): Promise<BridgeAddress> {
  const address = await findBridge(environment);
  if (address) return address;
  throw new SealError('no-bridge', 'Looking for the bridge: none runs; start one with "sigillator bridge start".', {
    retryable: true,
  });
}
