// Writes the tables inside SPEC.md between its markers, and the CDDL file.
import { readFileSync } from 'node:fs';
import { errors } from '../tables/errors.ts';
import { limits } from '../tables/limits.ts';
import { commonErrors, type Field, messages, notices } from '../tables/messages.ts';
import { shapes } from './_wire-shapes.ts';

const typeText = (field: Field): string => {
  const { type } = field;
  if (type.kind === 'uint') return `uint, ${type.max.toString(2).length} bits`;
  if (type.kind === 'bool') return 'bool';
  if (type.kind === 'text') return `text, at most ${type.max} bytes`;
  return type.min === type.max ? `bytes, ${type.min}` : `bytes, ${type.min} to ${type.max}`;
};

const fieldTable = (title: string, fields: readonly Field[]): string =>
  fields.length === 0
    ? `${title}: no fields.\n`
    : `${title}:\n\n| key | name | type | meaning |\n|---|---|---|---|\n${fields
        .map(
          (field) =>
            `| ${field.key} | \`${field.name}\`${field.optional ? ' (may be absent)' : ''} | ${typeText(field)} | ${field.about} |`,
        )
        .join('\n')}\n`;

const messageText = (): string =>
  messages
    .map((message) =>
      [
        `### ${message.number} \`${message.name}\`\n`,
        `${message.about}\n`,
        `Taken: ${message.allowed}. Budget: ${message.budgetMs / 1000} s. After a lost answer: ${message.retry}.${
          message.errors.length > 0 ? ` Errors: ${message.errors.map((name) => `\`${name}\``).join(', ')}.` : ''
        }\n`,
        fieldTable('Request', message.request),
        fieldTable('Answer', message.answer),
      ].join('\n'),
    )
    .concat(
      notices.map((notice) =>
        [
          `### ${notice.number} \`${notice.name}\` (device to host)\n`,
          `${notice.about}\n`,
          fieldTable('Fields', notice.fields),
        ].join('\n'),
      ),
    )
    .join('\n');

const errorText = (): string =>
  `Any request may get ${commonErrors.map((name) => `\`${name}\``).join(', ')}.\n\n| number | name | sentence | try again |\n|---|---|---|---|\n${errors
    .map((error) => `| ${error.number} | \`${error.name}\` | ${error.sentence} | ${error.retryable ? 'yes' : 'no'} |`)
    .join('\n')}\n`;

const limitText = (): string =>
  `| name | value |\n|---|---|\n${Object.entries(limits)
    .map(([name, value]) => `| \`${name}\` | ${value} |`)
    .join('\n')}\n`;

export function fillSpec(spec: string): string {
  const parts: Record<string, () => string> = { messages: messageText, errors: errorText, limits: limitText };
  return spec.replace(
    /(<!-- begin (\w+), generated -->\n)[\s\S]*?(<!-- end \2 -->)/g,
    (_, begin: string, name: string, end: string) => `${begin}\n${parts[name]!()}\n${end}`,
  );
}

const cddlType = (field: Field): string => {
  const { type } = field;
  if (type.kind === 'uint') return `0..${type.max}`;
  if (type.kind === 'bool') return 'bool';
  const kind = type.kind === 'bytes' ? 'bstr' : 'tstr';
  const min = type.kind === 'bytes' ? type.min : 0;
  return `${kind} .size (${min}..${type.max})`;
};

function cddl(): string {
  const groups = shapes.map(
    (shape) =>
      `${shape.name}-${shape.direction} = {\n  0 => ${shape.number},\n  1 => 0..65535,\n${shape.fields
        .map((field) => `  ${field.optional ? '? ' : ''}${field.key} => ${cddlType(field)}, ; ${field.name}`)
        .join('\n')}\n  * uint => any\n}\n`,
  );
  const choice = (direction: string): string =>
    shapes
      .filter((shape) => shape.direction === direction)
      .map((shape) => `${shape.name}-${direction}`)
      .join(' /\n  ');
  return [
    '; Generated from protocol/tables by `npm run generate`; do not edit.\n',
    `from-host =\n  ${choice('request')}\n`,
    `from-device =\n  ${choice('answer')}\n`,
    ...groups,
  ].join('\n');
}

export function generate(): { path: string; text: string }[] {
  const specPath = new URL('../SPEC.md', import.meta.url);
  return [
    { path: 'protocol/SPEC.md', text: fillSpec(readFileSync(specPath, 'utf8')) },
    { path: 'protocol/generated/messages.cddl', text: cddl() },
  ];
}
