// Draws dates as 2026-05-14 and times as 12:03. Called by the clock screens and the card information.
import { Moment, toMoment } from '../calendar';
import { drawCode, drawNumber } from './text';

const moment = changetype<Moment>(memory.data(20, 4));

export function drawDate(column: u32, row: u32, seconds: u32): u32 {
  toMoment(seconds, moment);
  column = drawNumber(column, row, moment.year, 4);
  drawCode(column++, row, 0x2d);
  column = drawNumber(column, row, moment.month, 2);
  drawCode(column++, row, 0x2d);
  return drawNumber(column, row, moment.day, 2);
}

export function drawDateTime(column: u32, row: u32, seconds: u32): u32 {
  column = drawDate(column, row, seconds) + 1;
  column = drawNumber(column, row, moment.hour, 2);
  drawCode(column++, row, 0x3a);
  return drawNumber(column, row, moment.minute, 2);
}
