// Writes the TypeScript types of all messages.
import type { Field } from '../tables/messages.ts';
import { messages } from '../tables/messages.ts';
import { shapes } from './_wire-shapes.ts';

export function typeOf(field: Field): string {
  switch (field.type.kind) {
    case 'uint':
      return typeof field.type.max === 'bigint' ? 'bigint' : 'number';
    case 'bool':
      return 'boolean';
    case 'bytes':
      return 'Uint8Array';
    case 'text':
      return 'string';
  }
}

const property = (field: Field): string =>
  `  /** ${field.about[0]!.toUpperCase()}${field.about.slice(1)}. */\n  ${field.name}${field.optional ? '?' : ''}: ${typeOf(field)};`;

export function generate(): { path: string; text: string }[] {
  const interfaces = shapes.map((shape) =>
    shape.fields.length === 0
      ? `export type ${shape.typeName} = Record<never, never>;\n`
      : `export interface ${shape.typeName} {\n${shape.fields.map(property).join('\n')}\n}\n`,
  );
  const map = (name: string, direction: 'request' | 'answer'): string =>
    `export interface ${name} {\n${shapes
      .filter((shape) => shape.direction === direction && messages.some((message) => message.number === shape.number))
      .map((shape) => `  '${shape.name}': ${shape.typeName};`)
      .join('\n')}\n}\n`;
  const text = [
    '// Generated from protocol/tables by `npm run generate`; do not edit.\n',
    ...interfaces,
    '/** What the host asks, by name. */',
    map('Requests', 'request'),
    '/** What the device answers, by name of the request. */',
    map('Answers', 'answer'),
  ].join('\n');
  return [{ path: 'protocol/generated/messages.ts', text }];
}
