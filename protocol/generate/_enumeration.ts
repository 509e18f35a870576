// Numbers of a table as an enumeration of the firmware. Called by update.ts and flash.ts.

const capital = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

export const enumeration = (name: string, about: string, rows: Record<string, number>): string => `/** ${about} */
export const enum ${name} {
${Object.entries(rows)
  .map(([key, value]) => `  ${capital(key)} = ${value},`)
  .join('\n')}
}
`;
