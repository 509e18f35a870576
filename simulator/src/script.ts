// Scripts: what a person does at the device, one step a line, and the texts they wait for. Played by start.ts, panels and
// tests on anything that has keys, a screen and a card slot; waits are in the device's own time.
//
//   press 1 2 3 4 ok      card anna      power off      pass 500
//   wait Type your PIN    card out       power on       # a remark

/** What a script needs; a Rig of the tests is one. */
export interface Played {
  press(keys: string): Promise<void>;
  waitFor(text: string): Promise<string>;
  insertCard(name: string): Promise<void>;
  removeCard(): Promise<void>;
  power(on: boolean): Promise<void>;
  passTime(deltaMs: number): Promise<void>;
}

export interface Step {
  verb: 'press' | 'wait' | 'card' | 'power' | 'pass';
  argument: string;
}

const arguments_: Record<Step['verb'], RegExp> = {
  press: /\S/,
  wait: /\S/,
  card: /^\S+$/,
  power: /^(on|off)$/,
  pass: /^\d+$/,
};

export function parseScript(text: string): Step[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, verb = '', argument = ''] = /^(\S+)\s*(.*)$/.exec(line)!;
      const pattern = Object.hasOwn(arguments_, verb) ? arguments_[verb as Step['verb']] : undefined;
      if (pattern === undefined || !pattern.test(argument))
        throw new TypeError(
          `Reading a script: expected press, wait, card, power or pass with its argument, got "${line}".`,
        );
      return { verb: verb as Step['verb'], argument };
    });
}

/** Plays all steps; `seen` hears the screen of every wait. A wait that fails says which step it was. */
export async function playScript(rig: Played, steps: Step[], seen: (screen: string) => void = () => {}): Promise<void> {
  for (const [index, step] of steps.entries()) {
    try {
      await play(rig, step, seen);
    } catch (error) {
      const where = `Step ${index + 1} of ${steps.length}, "${step.verb} ${step.argument}"`;
      throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
    }
  }
}

async function play(rig: Played, { verb, argument }: Step, seen: (screen: string) => void): Promise<void> {
  switch (verb) {
    case 'press':
      return rig.press(argument);
    case 'wait':
      return seen(await rig.waitFor(argument));
    case 'card':
      return argument === 'out' ? rig.removeCard() : rig.insertCard(argument);
    case 'power':
      return rig.power(argument === 'on');
    case 'pass':
      return rig.passTime(Number(argument));
  }
}
