// The few files that PC/SC software looks for: directory, serial, and what the issuer stored (PKCS #15 objects, a
// certificate). A stored file lies in parts, a record each; all but the last hold 512 bytes. SELECT by file id and
// path, READ BINARY (ISO/IEC 7816-4, 11.2.2, 11.3.3), PUT DATA 0125. Called by the dispatcher.
import {
  AID, AID_LENGTH, LIMIT_FILE_PART, LIMIT_FILE_PARTS, LIMIT_SERIAL, Sw,
} from '../../protocol/generated/firmware/apdu';
import { Store, storeLength, storeRead } from '../shared/store';
import { addByte, addBytes, addNumber, addRoom, answerLength, setAnswerLength } from './answer';
import { readRecord, Rec, remove, save } from './memory';
import { record } from './secrets';
import { selectedFile, selectFilePlace } from './session';

// File ids by place: MF, application, then what can be read. From FIRST_STORED on the store holds the content.
const MASTER: i32 = 0;
export const APPLICATION: i32 = 1;
const DIRECTORY: i32 = 2;
const SERIAL: i32 = 3;
const FIRST_STORED: i32 = 4;
const OBJECTS: i32 = 7;
const FILES: i32 = 12;
const fileIds: usize = memory.data<u16>([
  0x3f00, 0x5015, 0x2f00, 0x2f02, 0x5031, 0x5032, 0x4401, 0x4402, 0x4403, 0x4404, 0x4405, 0x4406,
]);
const NO_ANSWER: u32 = 0x0c;
const FROM_MASTER: u32 = 0x08;

function placeOf(at: usize): i32 {
  const id: u32 = (<u32>load<u8>(at) << 8) | <u32>load<u8>(at, 1);
  for (let place: i32 = 0; place < FILES; place++) {
    if (<u32>load<u16>(fileIds + (<usize>place << 1)) == id) return place;
  }
  return -1;
}

function isDirectory(place: i32): bool {
  return place == MASTER || place == APPLICATION;
}

export function selectFile(p1: u32, p2: u32, data: usize, length: u32): u32 {
  if ((length & 1) != 0 || (p1 == 0 && length > 2)) return Sw.WrongData;
  let place = p1 == FROM_MASTER || length == 0 ? MASTER : selectedFile;
  for (let at: u32 = 0; at < length; at += 2) {
    place = placeOf(data + at);
    if (place < 0) return Sw.NotFound;
    if (at + 2 < length && !isDirectory(place)) return Sw.NotFound;
  }
  if (place < 0 || (!isDirectory(place) && contentLength(place) < 0)) return Sw.NotFound;
  selectFilePlace(place);
  if (p2 == NO_ANSWER) return Sw.Ok;
  const size = isDirectory(place) ? 0 : contentLength(place);
  const id: u32 = load<u16>(fileIds + (<usize>place << 1));
  addByte(0x6f);
  addByte(11);
  addByte(0x80); // number of data bytes
  addByte(2);
  addByte(size >> 8);
  addByte(size);
  addByte(0x82); // descriptor: directory or transparent file
  addByte(1);
  addByte(isDirectory(place) ? 0x38 : 0x01);
  addByte(0x83);
  addByte(2);
  addByte(id >> 8);
  addByte(id);
  return Sw.Ok;
}

/** Negative if there is no such content. */
function contentLength(place: i32): i32 {
  if (place == DIRECTORY) return 10 + AID_LENGTH;
  if (place == SERIAL) return 2 + LIMIT_SERIAL;
  let length = 0;
  for (let part: u32 = 0; part < LIMIT_FILE_PARTS; part++) {
    const bytes = storeLength(recordOf(place, part));
    if (bytes < 0 && (part == 0 || bytes != Store.ABSENT)) return bytes;
    length += max(bytes, 0);
    if (bytes != LIMIT_FILE_PART) break;
  }
  return length;
}

function recordOf(place: i32, part: u32): u32 {
  return Rec.File + place * LIMIT_FILE_PARTS + part;
}

/** Writes a part of the content to the answer. */
function addPart(place: i32, part: u32): bool {
  if (place == DIRECTORY) {
    addByte(0x61); // application template with its path and its identifier (ISO/IEC 7816-4, 8.2.1)
    addByte(8 + AID_LENGTH);
    addByte(0x51);
    addByte(4);
    addNumber(0x3f005015);
    addByte(0x4f);
    addByte(AID_LENGTH);
    addBytes(AID, AID_LENGTH);
    return true;
  }
  if (place == SERIAL) {
    if (!readRecord(Rec.Identity, record, 48)) return false;
    addByte(0x5a); // card serial number
    addByte(LIMIT_SERIAL);
    addBytes(record, LIMIT_SERIAL);
    return true;
  }
  const length = storeRead(recordOf(place, part), addRoom(0), LIMIT_FILE_PART);
  if (length < 0) return length == Store.ABSENT;
  addRoom(length);
  return true;
}

export function readBinary(p1: u32, p2: u32, expected: u32): u32 {
  if ((p1 & 0x80) != 0) return Sw.WrongP1P2; // short file ids are not used
  if (selectedFile < 0 || isDirectory(selectedFile)) return Sw.NotFound;
  const offset = (p1 << 8) | p2;
  const length = contentLength(selectedFile);
  if (length < 0) return Sw.NotFound;
  if (<i32>offset > length) return Sw.WrongOffset;
  if (!addPart(selectedFile, offset / LIMIT_FILE_PART)) return Sw.NotFound;
  const skipped = offset % LIMIT_FILE_PART;
  const left = answerLength - skipped;
  const start = addRoom(0) - answerLength;
  memory.copy(start, start + skipped, left);
  setAnswerLength(expected == 0 ? left : min(left, expected));
  return Sw.Ok;
}

export function putFile(data: usize, length: u32): u32 {
  const place = placeOf(data);
  if (place < FIRST_STORED) return Sw.NotFound;
  const part: u32 = load<u8>(data, 2);
  return part < LIMIT_FILE_PARTS ? save(recordOf(place, part), data + 3, length - 3, 0) : Sw.WrongData;
}

/** Adds to the transaction that no object of PKCS #15 names the signature key and its certificate any more. */
export function removeObjects(): void {
  remove(recordOf(OBJECTS, 0));
}
