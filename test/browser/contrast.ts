// Contrast of every visible text on a page against what is painted behind it (WCAG 2.2: relative luminance, contrast
// ratio), the worst colour of a gradient included. Used by the tests of pages.
import type { Page } from 'playwright-core';

export interface Contrast {
  text: string;
  ratio: number;
}

export function contrasts(page: Page): Promise<Contrast[]> {
  return page.evaluate(() => {
    type Colour = [red: number, green: number, blue: number, alpha: number];
    const colours = (css: string): Colour[] =>
      [...css.matchAll(/rgba?\(([^)]+)\)/g)].map((match) => {
        const parts = match[1]!.split(/[ ,/]+/).map(Number);
        return [parts[0]!, parts[1]!, parts[2]!, parts[3] ?? 1];
      });
    const luminance = ([red, green, blue]: Colour): number => {
      const [r, g, b] = [red, green, blue].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number];
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const parentOf = (element: Element): Element | undefined =>
      element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as ShadowRoot).host;
    const behind = (element: Element): Colour[] => {
      for (let at: Element | undefined = element; at; at = parentOf(at)) {
        const style = getComputedStyle(at);
        const painted = [...colours(style.backgroundImage), ...colours(style.backgroundColor)].filter(
          ([, , , a]) => a > 0.9,
        );
        if (painted.length > 0) return painted;
      }
      return [[255, 255, 255, 1]];
    };
    const found: { text: string; ratio: number }[] = [];
    const visit = (root: Document | ShadowRoot | Element): void => {
      for (const node of root.childNodes) {
        if (node instanceof Element) {
          if (node.shadowRoot) visit(node.shadowRoot);
          if (node.getClientRects().length > 0) visit(node);
        } else if (node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== '') {
          const element = node.parentElement ?? (root as ShadowRoot).host;
          if (['STYLE', 'SCRIPT', 'PRE', 'TITLE'].includes(element.tagName)) continue;
          const ink = luminance(colours(getComputedStyle(element).color)[0]!);
          const ratios = behind(element).map((paper) => {
            const [light, dark] = [ink, luminance(paper)].sort((a, b) => b - a) as [number, number];
            return (light + 0.05) / (dark + 0.05);
          });
          found.push({ text: node.textContent!.trim(), ratio: Math.min(...ratios) });
        }
      }
    };
    visit(document.body);
    return found;
  });
}
