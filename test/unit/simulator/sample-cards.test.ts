// The sample cards are real cards: made by personalisation, read back through the same reader.
import { parseCardStatus } from '@sigillator/host/card/card-status';
import { commandApdu, parseAnswer } from '@sigillator/host/card/command-apdu';
import { CardTerminal } from '@sigillator/simulator/card-terminal';
import { sampleCards } from '@sigillator/simulator/sample-cards';
import { expect, test } from 'vitest';
import { cardProgram } from '../../targets/card-harness.ts';

test('a clerk and two officers have cards in use, one waits for its first PIN change, one is blank, two are none of ours', async () => {
  const cards = await sampleCards(cardProgram, 1);
  expect(cards.map(({ name }) => name)).toEqual(['anna', 'new', 'ruth', 'oscar', 'blank', 'bank', 'silent']);
  const states = cards.slice(0, 5).map(({ chip }) => {
    const terminal = new CardTerminal(chip);
    terminal.powerOn();
    return parseCardStatus(parseAnswer(terminal.exchangeNow(commandApdu('get-status'))).data);
  });
  expect(states.map(({ state }) => state)).toEqual(['active', 'mustChangePin', 'active', 'active', 'blank']);
  expect(states[1]!.holderName).toBe('Åke Öst');
});
