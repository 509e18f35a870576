// Reception by files: what is moved into the folder `inbox` is received, the answer lies in `outbox` under the same name. A
// sender writes elsewhere and moves the file in; names that begin with a dot or end in .part are left alone.
import { type FSWatcher, watch } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_BYTES } from './http.ts';
import type { Reception } from './reception.ts';

export class Inbox {
  readonly #reception: Reception;
  readonly #inbox: string;
  readonly #outbox: string;
  readonly #watcher: FSWatcher;
  readonly #report: (problem: string) => void;
  #working: Promise<void> | undefined;
  #again = false;

  private constructor(reception: Reception, folder: string, report: (problem: string) => void) {
    this.#reception = reception;
    this.#inbox = join(folder, 'inbox');
    this.#outbox = join(folder, 'outbox');
    this.#report = report;
    this.#watcher = watch(this.#inbox, () => this.#look());
    this.#look();
  }

  static async open(reception: Reception, folder: string, report: (problem: string) => void): Promise<Inbox> {
    for (const name of ['inbox', 'outbox']) await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
    return new Inbox(reception, folder, report);
  }

  async close(): Promise<void> {
    this.#watcher.close();
    this.#again = false;
    await this.#working;
  }

  /** One look at a time; whatever comes meanwhile asks for another. */
  #look(): void {
    this.#again = true;
    this.#working ??= this.#takeAll()
      .catch((error: Error) => this.#report(`Looking into the inbox failed: ${error.message}`))
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #takeAll(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      const names = await readdir(this.#inbox);
      for (const name of names.filter((found) => !/^\.|\.part$/.test(found)).sort()) {
        const problem = await this.#take(name).catch((error: Error) => error.message);
        if (problem) this.#report(`Taking ${name} from the inbox failed: ${problem}`);
      }
    }
  }

  async #take(name: string): Promise<string | undefined> {
    const file = join(this.#inbox, name);
    const { size, isFile } = await lstat(file).then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (!isFile) return 'it is no plain file.';
    if (size > MOST_BYTES) {
      await this.#answer(`${name}.txt`, `Receiving ${name}: expected at most ${MOST_BYTES} bytes, got ${size}.`);
      await rm(file);
      return undefined;
    }
    const { answer, isEdifact } = await this.#reception.receive(await readFile(file), 'file', name);
    await this.#answer(isEdifact ? name : `${name}.txt`, answer);
    // Were the program to end before this line, the file would be received once more and answered the same.
    await rm(file);
    return undefined;
  }

  async #answer(name: string, bytes: Uint8Array | string): Promise<void> {
    const file = join(this.#outbox, name);
    await writeFile(`${file}.part`, bytes);
    await rename(`${file}.part`, file);
  }
}
