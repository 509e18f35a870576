// The office part of `npm start -- --demo`, as it is printed.

import { loadProgram } from '@sigillator/simulator/firmware';
import { officeStory } from '@sigillator/simulator/office-story';
import { Paced } from '@sigillator/simulator/pace';
import { sampleDesk } from '@sigillator/simulator/sample-desk';
import { sampleOffice } from '@sigillator/simulator/sample-office';
import { serveTcp } from '@sigillator/simulator/tcp-port';
import { expect, test } from 'vitest';

test('SE-3.3 SE-9.6 login, case, approval, seal on the device, customs answers, both journals verify, an officer looks', async () => {
  const desk = await sampleDesk({
    seed: 1,
    device: await loadProgram('device'),
    card: await loadProgram('card'),
    timeOfDay: Math.floor(Date.now() / 1000),
    language: 'en',
    drive: (machine, read) => new Paced(machine, read),
  });
  const driver = desk.driver as Paced;
  driver.speed = 5; // as fast as a clerk who reads by program
  driver.start();
  const link = await serveTcp(driver, 0);
  const office = await sampleOffice({ desk, port: link.port, pair: true, hidden: true });
  const lines: string[] = [];
  try {
    await officeStory(desk, office, (line) => lines.push(line));
  } finally {
    await office.close();
    driver.stop();
    await link.close();
  }
  const told = lines.join('\n');
  expect(told).toMatch(/login +Anna Lind: the page shows \d{3} \d{3}, her card answers \d{3} \d{3}/);
  expect(told).toMatch(/login +Ruth Berg: the page shows \d{3} \d{3}, her card answers \d{3} \d{3}/);
  expect(told).toMatch(/person +Oscar Lind, officer, keys for response/);
  expect(told).toMatch(/sealed +document seal \d{3} \d{3}, issuer seal \d{3} \d{3} of SE5566778899, on the device/);
  expect(told).toMatch(/answered +CONTRL, CUSRES/);
  expect(told).toMatch(/customs +sealed/);
  expect(told.match(/verified +every row/g)).toHaveLength(2);
});
