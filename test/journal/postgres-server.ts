// A PostgreSQL server of its own for a test: its data in a temporary folder, reached by a socket in there, no network.
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { JournalRig } from './rig.ts';

/** The newest of those that Debian keeps side by side. */
function programs(): string {
  const versions = '/usr/lib/postgresql';
  const [newest] = readdirSync(versions).sort((a, b) => Number(b) - Number(a));
  return join(versions, newest ?? '', 'bin');
}

/** PostgreSQL refuses to run as root: then as the user that its package made. */
function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

export class PostgresServer {
  readonly #folder: string;
  readonly #user = serverUser();
  #server: ReturnType<typeof spawn> | undefined;
  #made = 0;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'sigillator-postgres-'));
    if (this.#user.uid !== undefined) chownSync(this.#folder, this.#user.uid, this.#user.gid!);
    const words = ['--auth=trust', '--username=desk', '--encoding=UTF8', '--no-locale', '--data-checksums'];
    execFileSync(join(programs(), 'initdb'), [...words, `--pgdata=${this.#data}`], {
      ...this.#user,
      cwd: this.#folder,
      stdio: 'ignore',
    });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  /** Each journal lies in a schema of its own. */
  address(schema: string): string {
    const options = `-csearch_path=${schema}`;
    return `postgres://desk@/postgres?host=${encodeURIComponent(this.#folder)}&options=${encodeURIComponent(options)}`;
  }

  /** Resolves when the server takes connections. */
  start(): Promise<void> {
    const words = ['-D', this.#data, '-k', this.#folder, '-c', 'listen_addresses='];
    const server = spawn(join(programs(), 'postgres'), words, {
      ...this.#user,
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      let log = '';
      server.stderr.on('data', (chunk) => {
        log += chunk;
        if (log.includes('ready to accept connections')) resolve();
      });
      server.on('close', () => reject(new Error(`PostgreSQL ended: ${log}`)));
    });
  }

  /** SIGINT asks it to end at once, SIGQUIT to fall over. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => {
      server.on('close', resolve);
    });
    server.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    if (existsSync(this.#folder)) rmSync(this.#folder, { recursive: true });
  }

  async rig(): Promise<JournalRig & { schema: string }> {
    const name = `journal${++this.#made}`;
    await this.run(name, `CREATE SCHEMA ${name}`);
    return {
      schema: name,
      where: this.address(name),
      sql: (statement, ...parameters) => {
        let at = 0;
        const numbered = statement.replace(/\?/g, () => `$${++at}`);
        return this.run(
          name,
          numbered,
          parameters.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value)),
        );
      },
      remove: () => this.run(name, `DROP SCHEMA ${name} CASCADE`),
    };
  }

  async client(schema: string): Promise<Client> {
    const client = new Client({ connectionString: this.address(schema) });
    await client.connect();
    return client;
  }

  async run(schema: string, statement: string, parameters: unknown[] = []): Promise<void> {
    const client = await this.client(schema);
    try {
      await client.query(statement, parameters);
    } finally {
      await client.end();
    }
  }
}
