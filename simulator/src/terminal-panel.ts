// The front panel in a terminal: the display as pixels (half blocks, Braille dots where the window is small) or as text,
// which a screen reader can read; keys from the keyboard, cards by letter. Called by start.ts.
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
/** Under the display: an empty line, the help, and a place for a problem. */
const LINES_BELOW = 3;
const QUIT = ['\u0003', 'q'];
const help = 'digits  Enter OK  Esc ✗  Backspace ◄  arrows  m ≡  p plug  t text  q quit';

export interface TerminalInput {
  isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
  on(event: 'data', listener: (data: Buffer) => void): unknown;
}

export interface TerminalOutput {
  write(text: string): unknown;
  /** Size of the window, where it is one. */
  columns?: number;
  rows?: number;
}

/** Draws and takes keys until the person quits; then calls `quit`. */
export function terminalPanel(desk: Desk, input: TerminalInput, output: TerminalOutput, quit: () => void): void {
  const state = { pixels: '', text: '', asText: false, inserted: null as string | null, on: false, problem: '' };
  const draw = (): void => {
    const cards = desk.cards.map(
      ({ name, holder, pin }, i) =>
        `${'abcdefgh'[i]} ${name === state.inserted ? '▣' : '□'} ${holder}${pin ? `, PIN ${pin}` : ''}`,
    );
    const shown = state.asText ? state.text.split('\n') : pixelLines(state.pixels, output, cards.length + LINES_BELOW);
    const lines = [...shown, '', help, ...cards, state.problem];
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
    if (event.kind === 'screen') Object.assign(state, { pixels: event.pixels, text: event.text });
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
      if (key === 't') act(() => (state.asText = !state.asText));
      else if (key === 'p') act(() => desk.power(!state.on));
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

/** Half blocks if the window has room for them and `below` more lines, else Braille. */
function pixelLines(
  pixels: string,
  { columns = WIDTH, rows = Number.POSITIVE_INFINITY }: TerminalOutput,
  below: number,
) {
  return columns >= WIDTH && rows >= HEIGHT / 2 + below ? displayLines(pixels) : brailleLines(pixels);
}

type Lit = (x: number, y: number) => boolean;

const litOf =
  (pixels: string): Lit =>
  (x, y) => {
    const at = ((y >> 3) * WIDTH + x) * 2;
    return ((Number.parseInt(pixels.slice(at, at + 2) || '0', 16) >> (y & 7)) & 1) === 1;
  };

/** Bits of the dots of a Braille cell (Unicode, block 2800), row by row. */
const dots = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** Two by four pixels a character. */
export function brailleLines(pixels: string): string[] {
  const lit = litOf(pixels);
  const cell = (left: number, top: number): string =>
    String.fromCharCode(
      dots.reduce(
        (code, row, y) => row.reduce((sum, bit, x) => sum | (lit(left + x, top + y) ? bit : 0), code),
        0x2800,
      ),
    );
  return Array.from({ length: HEIGHT / 4 }, (_, row) =>
    Array.from({ length: WIDTH / 2 }, (_, column) => cell(column * 2, row * 4)).join(''),
  );
}

/** Two rows of pixels a line, by half blocks. */
export function displayLines(pixels: string): string[] {
  const lit = litOf(pixels);
  const lines: string[] = [];
  for (let y = 0; y < HEIGHT; y += 2) {
    let line = '';
    for (let x = 0; x < WIDTH; x++) line += [' ', '▄', '▀', '█'][(lit(x, y) ? 2 : 0) + (lit(x, y + 1) ? 1 : 0)];
    lines.push(line);
  }
  return lines;
}
