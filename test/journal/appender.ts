// The process that rig.ts starts: `appender.ts WHERE NAME CALLS SIZE`; prints a line for each acknowledged call.
import { openJournal } from '@sigillator/host/journal';

const [, , where = '', name = '', calls = '0', size = '0'] = process.argv;
const journal = await openJournal(where);
for (let call = 0; call < Number(calls); call++) {
  const entries = Array.from({ length: Number(size) }, (_, at) => ({
    kind: 'seal' as const,
    person: name,
    requestId: `${name}-${call}`,
    customsId: `${call}.${at}`,
    content: `document ${call}.${at} of ${name}`,
  }));
  await journal.append(entries);
  process.stdout.write(`${call}\n`);
}
await journal.close();
