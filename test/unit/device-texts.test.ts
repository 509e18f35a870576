import { expect, test } from 'vitest';
import { layout } from '../../protocol/generate/texts.ts';
import { glossary } from '../../protocol/tables/glossary.ts';
import { languages, type TextName, type TextRow, texts } from '../../protocol/tables/texts.ts';

const rows = Object.entries(texts) as [TextName, TextRow][];

test('every text fits the display in every language', () => {
  for (const [name] of rows)
    for (const language of languages.keys())
      for (const line of layout(name, language)) expect([...line].length, `${name}: ${line}`).toBeLessThanOrEqual(21);
});

test('a text that does not fit is refused when it is laid out', () => {
  const tooWide: Record<string, TextRow> = { ...texts, Wide: ['line', 'twenty-two characters!', 'a', 'b'] };
  expect(() => layout('Wide', 0, tooWide)).toThrow('"twenty-two characters!" is wider than 21');
  const tooLong: Record<string, TextRow> = {
    Long: ['short', 'one two three four five six seven eight nine ten a b', 'a', 'b'],
  };
  expect(() => layout('Long', 0, tooLong)).not.toThrow();
  const four: Record<string, TextRow> = {
    Four: ['short', 'aaaaaaaaaaa aaaaaaaaaaa aaaaaaaaaaa aaaaaaaaaaa', 'a', 'b'],
  };
  expect(() => layout('Four', 0, four)).toThrow('4 lines, 3 fit');
});

test('the glossary keeps one word for one thing in all three languages', () => {
  const strays: string[] = [];
  for (const [name, [, en, sv, fr]] of rows)
    for (const term of glossary) {
      const has = [term.en.test(en), term.sv.test(sv), term.fr.test(fr.replaceAll('’', "'"))];
      if (has.some((one) => one !== has[0])) strays.push(`${name} ${term.en}: ${has}`);
    }
  expect(strays).toEqual([]);
});

test('SE-8.7 a sentence about a refused card or a wrong entry says what to do next', () => {
  // The imperative verbs of the three languages that stand in such sentences.
  const todo = [
    /type|take|put|ask|press|check|wait|choose|try|use|set|note|see/i,
    /skriv|ta |sätt|be |tryck|kontrollera|vänta|välj|försök|använd|ställ|notera/i,
    /tapez|retirez|remettez|mettez|demandez|ok|vérifi|attendez|choisissez|réessayez|utilisez|voyez|notez|un doute/i,
  ];
  const errors = rows.filter(([name]) =>
    /^(Card(Silent|Foreign|Empty|Blocked|Stranger|Fault|Pulled)|Pin(Wrong|TooShort|Differs|Same|LastTry)|Code(Wrong|Differs|TooShort)|Key(Expired|NotYet|Missing)|DutyRefused|SixDigits|ClockWrong|TimeoutWrong|StoreFull|TerminalMissing|TerminalDropped|Stop|Locked|Interrupted)$/.test(
      name,
    ),
  );
  expect(errors.length).toBe(28);
  for (const [name, [, ...sentences]] of errors)
    for (const [language, sentence] of sentences.entries()) expect(sentence, name).toMatch(todo[language] as RegExp);
});
