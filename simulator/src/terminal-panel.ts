// The front panel in a terminal: the display in half blocks, keys from the keyboard, cards by letter. Called by start.ts.
import type { Desk, DeskEvent } from './desk.ts';
import { HEIGHT, WIDTH } from './display.ts';
import type { KeyName } from './keys.ts';

const ESCAPE = '\u001b';
/** What a terminal sends for keys that stand for keys of the device; digits stand for themselves. */
const keys: Record<string, KeyName> = {
  '\r': 'ok',
  '\n': 'ok',
  [ESCAPE]: 'cancel',
  '\u007f': 'back',
  '\b': 'back',
  [`${ESCAPE}[A`]: 'up',
  [`${ESCAPE}[B`]: 'down',
  m: 'menu',
};
const QUIT = ['\u0003', 'q'];
const help = 'digits  Enter OK  Esc ✗  Backspace ◄  arrows  m ≡  p plug  q quit';

export interface TerminalInput {
  isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
  on(event: 'data', listener: (data: Buffer) => void): unknown;
}

/** Draws and takes keys until the person quits; then calls `quit`. */
export function terminalPanel(
  desk: Desk,
  input: TerminalInput,
  output: { write(text: string): unknown },
  quit: () => void,
): void {
  const state = { pixels: '', inserted: null as string | null, on: false, problem: '' };
  const draw = (): void => {
    const cards = desk.cards.map(
      ({ name, holder }, i) => `${'abcdefgh'[i]} ${name === state.inserted ? '▣' : '□'} ${holder}`,
    );
    const lines = [...displayLines(state.pixels), '', help, `cards: ${cards.join('  ')}`, state.problem];
    output.write(`${ESCAPE}[H${lines.map((line) => `${line}${ESCAPE}[K`).join('\r\n')}${ESCAPE}[J`);
  };
  const act = (what: () => unknown): void => {
    state.problem = '';
    try {
      what();
    } catch (error) {
      state.problem = (error as Error).message;
    }
    draw();
  };
  output.write(`${ESCAPE}[2J${ESCAPE}[?25l`);
  desk.subscribe((event: DeskEvent) => {
    if (event.kind === 'state' || event.kind === 'card') state.inserted = event.inserted;
    if (event.kind === 'state' || event.kind === 'power') state.on = event.on;
    if (event.kind === 'screen') state.pixels = event.pixels;
    if (event.kind === 'beep') output.write('\u0007');
    draw();
  });
  input.setRawMode?.(true);
  input.on('data', (data) => {
    const text = data.toString('utf8');
    if (QUIT.includes(text)) {
      output.write(`${ESCAPE}[?25h\r\n`);
      input.setRawMode?.(false);
      return quit();
    }
    // One read may hold several keys that were typed fast; a sequence of an arrow key stays whole.
    for (const [key] of text.matchAll(new RegExp(`${ESCAPE}\\[[AB]|[^]`, 'g'))) {
      const card = desk.cards['abcdefgh'.indexOf(key)];
      if (key === 'p') act(() => desk.power(!state.on));
      else if (card !== undefined) act(() => moveCard(desk, state.inserted, card.name));
      else if (keys[key] !== undefined || /^[0-9]$/.test(key)) act(() => void desk.press(keys[key] ?? key));
    }
  });
}

/** The card goes in, or out if it is in; another one makes room. */
function moveCard(desk: Desk, inserted: string | null, name: string): void {
  if (inserted !== null) desk.remove();
  if (inserted !== name) desk.insert(name);
}

/** Two rows of pixels a line, by half blocks. */
export function displayLines(pixels: string): string[] {
  const lit = (x: number, y: number): boolean => {
    const at = ((y >> 3) * WIDTH + x) * 2;
    return ((Number.parseInt(pixels.slice(at, at + 2) || '0', 16) >> (y & 7)) & 1) === 1;
  };
  const lines: string[] = [];
  for (let y = 0; y < HEIGHT; y += 2) {
    let line = '';
    for (let x = 0; x < WIDTH; x++) line += [' ', '▄', '▀', '█'][(lit(x, y) ? 2 : 0) + (lit(x, y + 1) ? 1 : 0)];
    lines.push(line);
  }
  return lines;
}
