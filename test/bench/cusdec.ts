// A synthetic interchange of CUSDEC messages (D.96B, UNOA), the same bytes each time; for edifact.bench.ts.

const words = ['STEEL', 'PIPES', 'COTTON', 'SHIRTS', 'BEARINGS', 'VALVES', 'PUMPS', 'PARTS', 'FOR', 'MACHINES'];
const released = ["O?'NEIL", 'A?+B', '10?:20', 'WHY??', 'PLASTIC', 'FILM', 'RUBBER', 'GASKETS'];

/** Numbers below a limit, from a linear congruence: the benchmark needs the same file, not chance. */
function numbers(): (limit: number) => number {
  let state = 0x12345;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
}

/** At least `size` bytes of messages in one interchange. */
export function makeInterchange(size: number): Buffer {
  const next = numbers();
  const vocabulary = [...words, ...released];
  const phrase = (count: number) => Array.from({ length: count }, () => vocabulary[next(vocabulary.length)]).join(' ');
  const amount = () => `${next(1e6)}.${next(90) + 10}`;
  const item = (number: number): string[] => [
    `CST+${number}+${next(1e8)}:122:141+4000:117:141`,
    `FTX+AAA+++${phrase(5)}:${phrase(4)}`,
    'LOC+27+CN:162:5',
    `MEA+WT+AAB+KGM:${next(99999)}.${next(900) + 100}`,
    `PAC+${next(90) + 1}+1+CT:67:6`,
    `PCI+28+${phrase(3)}`,
    `MOA+66:${amount()}:USD`,
    `RFF+AAQ:${next(1e7)}`,
    `TAX+1+CUD:107:141+++:::${next(20)}.5`,
    `MOA+55:${amount()}:EUR`,
  ];
  const message = (reference: string): string => {
    const items = Array.from({ length: 1 + next(12) }, (_, index) => item(index + 1));
    const segments = [
      `UNH+${reference}+CUSDEC:D:96B:UN`,
      `BGM+830:::IM4+24FR0000${reference}+9`,
      'LOC+9+FRLEH:139:6',
      'LOC+36+FR002300:43:141',
      `DTM+137:202401${String(1 + next(28)).padStart(2, '0')}:102`,
      'GIS+23:105:141',
      `EQD+CN+MSCU${1000000 + next(8999999)}+22G1`,
      `RFF+ABE:${100000 + next(899999)}`,
      `NAD+CZ+FR${10000000000 + next(1e9)}:100:141++${phrase(3)}:${phrase(2)}+${next(200)} RUE ${phrase(1)}+LE HAVRE++76600+FR`,
      `NAD+DT+US${next(1e9)}++${phrase(2)}`,
      'TOD+3++FOB:106:6',
      `MOA+39:${amount()}:EUR`,
      'UNS+D',
      ...items.flat(),
      'UNS+S',
      `CNT+5:${items.length}`,
      'AUT+000000+000000',
    ];
    return [...segments, `UNT+${segments.length + 1}+${reference}`].map((segment) => `${segment}'`).join('');
  };
  const parts = ["UNA:+.? 'UNB+UNOA:2+SENDER:ZZ+RECEIVER:ZZ+240101:1200+REF1++CUSDEC'"];
  let length = 0;
  while (length < size) {
    const text = message(String(parts.length).padStart(6, '0'));
    parts.push(text);
    length += text.length;
  }
  parts.push(`UNZ+${parts.length - 1}+REF1'`);
  return Buffer.from(parts.join(''), 'latin1');
}
