// Which page the address names: `#/cases/7` is the page with the path `cases/:id` and its parameter `id`.
import type { PageEntry } from './page.ts';

export interface Route {
  entry: PageEntry;
  parameters: Record<string, string>;
}

/** The path behind `#/`, without what the page alone knows how to read (`?…`). */
export const currentPath = (): string => location.hash.replace(/^#\/?/, '').split('?')[0]!;

export function routeOf(path: string, pages: readonly PageEntry[]): Route | undefined {
  const words = path.split('/').filter(Boolean);
  for (const entry of pages) {
    const pattern = entry.path.split('/').filter(Boolean);
    if (pattern.length !== words.length) continue;
    const parameters: Record<string, string> = {};
    const fits = pattern.every((part, index) => {
      if (!part.startsWith(':')) return part === words[index];
      parameters[part.slice(1)] = decodeURIComponent(words[index]!);
      return true;
    });
    if (fits) return { entry, parameters };
  }
  return undefined;
}
