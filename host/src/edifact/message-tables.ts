// Segment tables of whole messages as data: CUSDEC and CUSRES of UN/EDIFACT D.96A, CONTRL and AUTACK of ISO 9735-4 and
// -6 (syntax 4 release 1). The security segments may stand in any batch message (ISO 9735-5). Used by check.ts.
//
// Notation: a segment or group is its name, `!` for mandatory, `*9` for up to nine repetitions. A group begins with the
// segment that triggers it; `SG10` is defined by the row of that name.

const tables: Record<string, Record<string, string>> = {
  CUSDEC: {
    message:
      'UNH! BGM! CST LOC*99 DTM*15 GIS*25 FII MEA*5 EQD*999 SEL*999 SG1*99 SG4*5 SG5*10 SG6*10 SG7 SG8*25 UNS! ' +
      'SG10*999 SG30*9999 UNS! CNT*5 SG49*50 SG50 UNT!',
    SG1: 'RFF! DTM SG2*10',
    SG2: 'PAC! SG3*999',
    SG3: 'PCI! FTX',
    SG4: 'TDT! TPL',
    SG5: 'DOC! DTM*2 LOC',
    SG6: 'NAD! RFF*10 CTA COM*5',
    SG7: 'TOD! LOC*2 FTX',
    SG8: 'MOA! SG9',
    SG9: 'CUX! DTM',
    SG10: 'DMS! DTM MEA*5 SG11*25 SG13 SG14*10 SG16*10 SG18*5 SG19*10 SG21*9999',
    SG11: 'MOA! SG12',
    SG12: 'CUX! DTM',
    SG13: 'TOD! LOC*2 FTX',
    SG14: 'NAD! SG15*10',
    SG15: 'DOC! DTM*2 LOC',
    SG16: 'PAC! SG17*999',
    SG17: 'PCI! FTX RFF',
    SG18: 'PAT! MOA PCD FTX',
    SG19: 'ALC! RTE MOA PCD QTY SG20',
    SG20: 'CUX! DTM',
    SG21: 'LIN! PIA QTY PRI*2 PCD MEA*5 QVR*5 MOA*15 NAD*10 GIR*9999 SG22*10 SG23*10 SG25 SG26*5 SG27*5 SG28*10',
    SG22: 'DOC! DTM*2',
    SG23: 'ALC! RTE MOA PCD QTY SG24',
    SG24: 'CUX! DTM',
    SG25: 'TOD! LOC*2',
    SG26: 'PAT! MOA PCD FTX',
    SG27: 'IMD! FTX',
    SG28: 'PAC! SG29*999',
    SG29: 'PCI! FTX RFF',
    SG30:
      'CST! FTX*9 LOC*25 DTM*5 MEA*20 NAD*5 TDT*9 SG31*10 SG33*25 SG35*999 SG37*25 SG38 SG39 SG40*25 SG41*10 SG42 ' +
      'SG44*50',
    SG31: 'PAC! SG32*999',
    SG32: 'PCI! FTX',
    SG33: 'MOA! SG34',
    SG34: 'CUX! DTM',
    SG35: 'RFF! DTM GIN*99 MOA SG36',
    SG36: 'IMD! FTX*5',
    SG37: 'DOC! DTM*2 LOC NAD*5',
    SG38: 'TOD! LOC*2 FTX',
    SG39: 'GDS! FTX',
    SG40: 'GIS! PCD DTM RFF',
    SG41: 'TAX! MOA*2 GIS',
    SG42: 'QVR! QTY SG43',
    SG43: 'RFF! DTM',
    SG44: 'GIR! GIS*10 NAD MEA*5 SG45*10 SG47*10 SG48*5',
    SG45: 'MOA! SG46',
    SG46: 'CUX! DTM',
    SG47: 'TAX! MOA*2 GIS',
    SG48: 'DOC! DTM*2 LOC',
    SG49: 'TAX! MOA*2 GIS',
    SG50: 'AUT! DTM',
  },
  CUSRES: {
    message: 'UNH! BGM! NAD*5 LOC*5 DTM*7 GIS*10 FTX*5 EQD*999 SG1*50 SG2*999 SG4*50 SG5!*9999 SG8*5 SG9 UNT!',
    SG1: 'ERP! ERC*50',
    SG2: 'PAC! SG3',
    SG3: 'PCI! FTX',
    SG4: 'TAX! MOA*2 GIS',
    SG5: 'RFF! DTM MEA*20 EQD*99 SG6*10 SG7*20',
    SG6: 'MOA! CUX',
    SG7: 'TAX! MOA*2 GIS',
    SG8: 'DOC! DTM*2 LOC',
    SG9: 'AUT! DTM',
  },
  CONTRL: {
    message: 'UNH! UCI! SG1*999999 SG3*999999 UNT!',
    SG1: 'UCM! SG2*999',
    SG2: 'UCS! UCD*99',
    SG3: 'UCF! SG4*999999',
    SG4: 'UCM! SG5*999',
    SG5: 'UCS! UCD*99',
  },
  AUTACK: {
    message: 'UNH! SG1!*99 USB! SG3!*9999 SG4!*99 UNT!',
    SG1: 'USH! USA*3 SG2*2',
    SG2: 'USC! USA*3 USR',
    SG3: 'USX! USY!*9',
    SG4: 'UST! USR',
  },
};

export interface MessageRow {
  /** A tag, or the name of a group. */
  name: string;
  mandatory: boolean;
  repeats: number;
  /** The rows of a group; undefined for a segment. */
  group?: MessageRow[];
}

function rowsOf(table: Record<string, string>, name: string): MessageRow[] {
  return (table[name] ?? '').split(' ').map((text) => {
    const [, part = '', mark, repeats] = /^(\w+)(!?)(?:\*(\d+))?$/.exec(text) ?? [];
    const row = { name: part, mandatory: mark === '!', repeats: Number(repeats ?? 1) };
    return part in table ? { ...row, group: rowsOf(table, part) } : row;
  });
}

/** The segment table of a message type; undefined for one that is not here. */
export const messageRows = (type: string): MessageRow[] | undefined =>
  tables[type] ? rowsOf(tables[type], 'message') : undefined;

const tagsOf = (rows: MessageRow[]): string[] => rows.flatMap(({ name, group }) => (group ? tagsOf(group) : [name]));
const known = new Map(Object.keys(tables).map((type) => [type, new Set(tagsOf(messageRows(type) ?? []))] as const));
/** Header groups behind UNH, trailer groups before UNT. */
const security = new Set(['USH', 'USA', 'USC', 'USR', 'UST']);

/** Whether a segment may stand in a message of this type at all; true for types that are not in the tables. */
export const mayStandIn = (type: string, tag: string): boolean =>
  security.has(tag) || (known.get(type)?.has(tag) ?? true);
