// The tables and questions of the journal in SQL; the two stores differ in types and in how a parameter is written.
import { fieldNames } from './chain.ts';
import { numberFields } from './entry.ts';
import type { JournalQuery } from './journal.ts';

const column = (name: string): string => `"${name}"`;

export const columns = ['number', 'previous', ...fieldNames, 'hash'] as const;
export const columnList = columns.map(column).join(', ');

/** `text` has to compare byte by byte. */
export function tables({ text, number, bytes }: { text: string; number: string; bytes: string }): string[] {
  const typeOf = (name: string): string =>
    name === 'number' || (numberFields as readonly string[]).includes(name) ? number : text;
  const rows = columns.map((name) => {
    const bound =
      name === 'number' ? ' PRIMARY KEY' : ['previous', 'kind', 'time', 'hash'].includes(name) ? ' NOT NULL' : '';
    return `${column(name)} ${typeOf(name)}${bound}`;
  });
  // Each index ends with the number, in which order rows are answered.
  const index = (name: string, ...more: string[]): string =>
    `CREATE INDEX IF NOT EXISTS "journal_${name}" ON "journal" (${[name, ...more, 'number'].map(column).join(', ')}) WHERE ${column(name)} IS NOT NULL`;
  return [
    `CREATE TABLE IF NOT EXISTS "journal" (${rows.join(', ')})`,
    `CREATE TABLE IF NOT EXISTS "journal_content" ("number" ${number} PRIMARY KEY, "salt" ${bytes} NOT NULL, "bytes" ${bytes} NOT NULL)`,
    ...['time', 'person', 'customsId', 'transmission'].map((name) => index(name)),
    // By its outcome the row of a device is found (bridge/journal-rows.ts).
    index('device', 'outcome'),
    // Few among many, and asked for every hour (approve/forgotten-cases.ts).
    `CREATE INDEX IF NOT EXISTS "journal_retention" ON "journal" ("number") WHERE "kind" = 'retention'`,
  ];
}

export interface Question {
  sql: string;
  parameters: (string | number)[];
}

/** `?` stands for each parameter. `hint` goes behind the table. */
export function question(query: JournalQuery, hint = ''): Question {
  const { after, limit, newestFirst = false, content = false } = query;
  const conditions: [string, string | number | undefined][] = [
    ...(['customsId', 'person', 'transmission', 'device', 'outcome', 'kind'] as const).map(
      (name): [string, string | undefined] => [`${column(name)} = ?`, query[name]],
    ),
    ['"time" >= ?', query.from],
    ['"time" < ?', query.to],
    [newestFirst ? 'j."number" < ?' : 'j."number" > ?', after],
  ];
  const given = conditions.filter((condition): condition is [string, string | number] => condition[1] !== undefined);
  const where = given.length === 0 ? '' : ` WHERE ${given.map(([text]) => text).join(' AND ')}`;
  const more = content ? ', octet_length(c."bytes") AS "contentBytes"' : '';
  const join = content ? ' LEFT JOIN "journal_content" c ON c."number" = j."number"' : '';
  const list = columns.map((name) => `j.${column(name)}`).join(', ');
  const end = ` ORDER BY j."number"${newestFirst ? ' DESC' : ''}${limit === undefined ? '' : ' LIMIT ?'}`;
  return {
    sql: `SELECT ${list}${more} FROM "journal" j${hint}${join}${where}${end}`,
    parameters: [...given.map(([, value]) => value), ...(limit === undefined ? [] : [limit])],
  };
}

export const contentQuestion = (numbers: readonly number[]): string =>
  `SELECT "number", "salt", "bytes" FROM "journal_content" WHERE "number" IN (${numbers.map(() => '?').join(', ')})`;
