// Whether the journal takes a customs id: what it does not take could be sealed and never proved. Called by approve and bridge
// before anything is asked of anybody.
import { SealError } from '../errors.ts';
import { textFields } from './entry.ts';

export function requireCustomsId(customsId: string): void {
  const { length } = customsId;
  if (length > textFields.customsId)
    throw new SealError(
      'too-long',
      `Reading a document: its customs id has ${length} characters, the journal takes ${textFields.customsId}. Look at the document, and at the profile.`,
    );
  if (customsId.includes('\0') || !customsId.isWellFormed())
    throw new SealError('bad-document', 'Reading a document: its customs id has characters that no journal takes.');
}
