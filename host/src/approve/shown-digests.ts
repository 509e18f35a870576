// The digest of a case as a clerk sees it, his identity in its place: asked for every undecided case at every look at the list,
// computed once for each content. Called by approval-desk.ts.
import type { CaseHead } from './case.ts';
import type { CaseStore } from './case-store.ts';
import { digestOf, shownTo } from './shown-document.ts';

/** More than clerks have before them; then it begins anew. */
const most = 10_000;

export class ShownDigests {
  readonly #store: Pick<CaseStore, 'get'>;
  readonly #known = new Map<string, string>();

  constructor(store: Pick<CaseStore, 'get'>) {
    this.#store = store;
  }

  of({ id, version }: CaseHead, issuer: string): string {
    const key = `${id} ${version} ${issuer}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const digest = digestOf(shownTo(this.#store.get(id).document, issuer));
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(key, digest);
    return digest;
  }
}
