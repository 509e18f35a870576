// Dates of the Gregorian calendar and seconds since 1970 UTC. Called by the clock screens and the card information.
// Days are counted from 1 March, so that the leap day is the last of its year.

@unmanaged
export class Moment {
  year: u32;
  month: u32;
  day: u32;
  hour: u32;
  minute: u32;
}

const DAY: u32 = 86400;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH: u32 = 719468;
const DAYS_400: u32 = 146097;

/** Fills `moment` from seconds since 1970 UTC. */
export function toMoment(seconds: u32, moment: Moment): void {
  const days: u32 = seconds / DAY + EPOCH;
  const era: u32 = days / DAYS_400;
  const inEra: u32 = days % DAYS_400;
  const yearOfEra: u32 = (inEra - inEra / 1460 + inEra / 36524 - inEra / 146096) / 365;
  const inYear: u32 = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const shifted: u32 = (5 * inYear + 2) / 153;
  moment.day = inYear - (153 * shifted + 2) / 5 + 1;
  moment.month = shifted < 10 ? shifted + 3 : shifted - 9;
  moment.year = yearOfEra + era * 400 + (moment.month <= 2 ? 1 : 0);
  moment.hour = (seconds % DAY) / 3600;
  moment.minute = (seconds % 3600) / 60;
}

/** Seconds since 1970 UTC, or 0 if there is no such moment between 2000 and 2099. */
export function toSeconds(moment: Moment): u32 {
  if (moment.year < 2000 || moment.year > 2099 || moment.month < 1 || moment.month > 12) return 0;
  if (moment.day < 1 || moment.day > daysIn(moment.year, moment.month)) return 0;
  if (moment.hour > 23 || moment.minute > 59) return 0;
  const year: u32 = moment.month <= 2 ? moment.year - 1 : moment.year;
  const era: u32 = year / 400;
  const yearOfEra: u32 = year % 400;
  const shifted: u32 = moment.month > 2 ? moment.month - 3 : moment.month + 9;
  const inYear: u32 = (153 * shifted + 2) / 5 + moment.day - 1;
  const days: u32 = era * DAYS_400 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + inYear - EPOCH;
  return days * DAY + moment.hour * 3600 + moment.minute * 60;
}

function daysIn(year: u32, month: u32): u32 {
  if (month == 2) return year % 4 == 0 ? 29 : 28; // 2000 to 2099: every fourth year
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}
