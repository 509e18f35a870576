// The flat list of what can travel: each request, answer and notice with its fields. All wire generators start from it.
import { type Field, messages, notices } from '../tables/messages.ts';

export interface Shape {
  number: number;
  /** Kebab case, as in the table. */
  name: string;
  /** Pascal case, unique: `SealBegin`, `SealBeginAnswer`, `Progress`. */
  typeName: string;
  direction: 'request' | 'answer';
  fields: readonly Field[];
}

export const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, _dash: string, letter: string) => letter.toUpperCase());

export const shapes: readonly Shape[] = [
  ...messages.flatMap((message): Shape[] => [
    {
      number: message.number,
      name: message.name,
      typeName: pascal(message.name),
      direction: 'request',
      fields: message.request,
    },
    {
      number: message.number,
      name: message.name,
      typeName: `${pascal(message.name)}Answer`,
      direction: 'answer',
      fields: message.answer,
    },
  ]),
  ...notices.map(
    (notice): Shape => ({
      number: notice.number,
      name: notice.name,
      typeName: notice.name === 'error' ? 'ErrorNotice' : pascal(notice.name),
      direction: 'answer',
      fields: notice.fields,
    }),
  ),
];
