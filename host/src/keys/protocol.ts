// The protocol of a key introduction, to be printed and signed by those who were present (seal document 9.3). No secret stands
// in it. Called by the CLI and the bridge's officer routes.
import { createHash } from 'node:crypto';
import type { CeremonyRecord, Recorded } from './introduction.ts';
import { type ProtocolLanguage, protocolTexts } from './protocol-texts.ts';

/** Label and value; an empty label for a sentence. */
type Line = [label: string, value: string];

const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;
const day = (time: string): string => time.slice(0, 10);

function lines({ record, row }: Recorded, language: ProtocolLanguage): Line[] {
  const words = protocolTexts[language];
  const { officer, witness, clerk } = record;
  const held = record.keys.some(({ use }) => use === 'seal');
  const sentence = (text: string): Line => ['', text];
  return [
    [words.ceremony, record.ceremony],
    [words.store, record.store],
    [words.began, minute(record.startedAt)],
    [words.ended, minute(record.endedAt)],
    [words.officer, `${officer.name} (${officer.user})`],
    [words.witness, `${witness.name} (${witness.user}), ${words.proof[witness.proof]}`],
    [words.clerk, `${clerk.name} (${clerk.user})`],
    [words.issuer, clerk.issuer],
    [words.procedure, String(clerk.procedure)],
    sentence(clerk.present ? words.present : words.absent),
    ...record.keys.map((key): Line => [words.keys, keyText(key, language)]),
    ...(held ? [sentence(words.hostHeld)] : []),
    sentence(words.envelope[record.envelope]),
    sentence(words.wiped),
    [words.journal, `${row.number}, ${row.hash}`],
  ];
}

function keyText(key: CeremonyRecord['keys'][number], language: ProtocolLanguage): string {
  const words = protocolTexts[language];
  const card = key.card === '' ? '' : `, ${words.card} ${key.card}`;
  const valid = `${words.valid} ${day(key.validFrom)} - ${day(key.validTo)}`;
  return `${words.use[key.use]}, ${words.generation} ${key.generation}, ${words.method} ${key.method}, ${valid}${card}`;
}

const signers = ({ officer, witness, clerk }: CeremonyRecord): { user: string; name: string }[] =>
  clerk.present && clerk.user !== witness.user ? [officer, witness, clerk] : [officer, witness];

export function protocolText(recorded: Recorded, language: ProtocolLanguage): string {
  const words = protocolTexts[language];
  const all = lines(recorded, language);
  const width = Math.max(...all.map(([label]) => label.length)) + 2;
  const body = all.map(([label, value]) => (label === '' ? value : `${label.padEnd(width)}${value}`));
  const hands = signers(recorded.record).flatMap(({ name }) => [
    '',
    `${words.signature} ______________________________  ${words.date} ______________`,
    name,
  ]);
  return [words.title, '', ...body, '', words.signed, ...hands, ''].join('\n');
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const style =
  'body{font:12pt/1.5 serif;max-width:45em;margin:2em auto;padding:0 1em}th{text-align:left;vertical-align:top;' +
  'padding-right:1.5em;white-space:nowrap}td{overflow-wrap:anywhere}.hand{border-top:1px solid;margin-top:4em;width:24em}';

/** For the page: nothing but its own style, neither scripts nor anything from elsewhere. */
export const protocolPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A page by itself, without scripts, for a browser to print. */
export function protocolHtml(recorded: Recorded, language: ProtocolLanguage): string {
  const words = protocolTexts[language];
  const rows = lines(recorded, language).map(([label, value]) =>
    label === ''
      ? `<tr><td colspan="2">${escaped(value)}</td></tr>`
      : `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
  );
  const hands = signers(recorded.record).map(
    ({ name }) =>
      `<p class="hand">${escaped(words.signature)}, ${escaped(words.date.toLowerCase())}<br>${escaped(name)}</p>`,
  );
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escaped(words.title)}</title><style>${style}</style></head>
<body><h1>${escaped(words.title)}</h1><table>${rows.join('\n')}</table><p>${escaped(words.signed)}</p>${hands.join('\n')}</body></html>
`;
}
