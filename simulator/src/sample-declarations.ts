// Made-up export declarations for sample offices: three exporters, goods with and without export control, with room for the
// seals (AUT).

interface Sample {
  reference: string;
  customsId: string;
  exporter: string;
  destination: string;
  goods: readonly string[];
}

const samples: readonly Sample[] = [
  {
    reference: '1001',
    customsId: '26SE0000001001',
    exporter: 'NORDIC STEEL AB',
    destination: 'US',
    goods: ['STEEL PIPES'],
  },
  {
    ...{ reference: '1002', customsId: '26SE0000001002', exporter: 'MOUNTAIN COFFEE AB', destination: 'NO' },
    goods: ['COFFEE, ROASTED', 'TEA'],
  },
  {
    ...{ reference: '1003', customsId: '26SE0000001003', exporter: 'POLAR OPTICS AB', destination: 'CA' },
    goods: ['NIGHT VISION LENSES', 'CAMERA BODIES', 'TRIPODS'],
  },
];

export interface SampleDeclaration {
  customsId: string;
  document: Uint8Array;
  profile: string;
}

/** As a company's own system would bring them. */
export const sampleDeclarations = (): SampleDeclaration[] =>
  samples.map((sample) => ({ customsId: sample.customsId, document: declaration(sample), profile: 'tdr041' }));

function declaration({ reference, customsId, exporter, destination, goods }: Sample): Uint8Array {
  const lines = goods.map((text, index) => `CST+${index + 1}+7304110${index}'FTX+AAA+++${text}'`).join('');
  // UNH, BGM, LOC, GIS, NAD, AUT, UNT beside two segments for each line of goods.
  const count = 7 + goods.length * 2;
  return Buffer.from(
    `UNB+UNOC:3+5566778899+CUSTOMS+261121:1200+${reference}'UNH+${reference}+CUSDEC:D:96B:UN'BGM+929+${customsId}+9'` +
      `LOC+36+${destination}'GIS+1'NAD+EX+++${exporter}'${lines}AUT+000000+000000'UNT+${count}+${reference}'UNZ+1+${reference}'`,
    'latin1',
  );
}
