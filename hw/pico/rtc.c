/* DS3231 at address 0x68: the time of day while the device is off. Its registers are binary-coded decimal. */
#include "pico.h"

enum { ADDRESS = 0x68, STATUS = 0x0f, OSCILLATOR_STOPPED = 0x80, CENTURY_START = 946684800, DAY = 86400 };

static uint32_t from_decimal(uint8_t value) { return (value >> 4) * 10u + (value & 15u); }
static uint8_t to_decimal(uint32_t value) { return (uint8_t)(((value / 10) << 4) | (value % 10)); }

/* Days of a year before its month, years counted from 2000; the clock knows 2000 to 2099, where each fourth is a leap year. */
static uint32_t days_before(uint32_t year, uint32_t month) {
  static const uint16_t before[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  return before[month - 1] + (month > 2 && year % 4 == 0 ? 1 : 0);
}

static uint32_t days_before_year(uint32_t year) { return year * 365 + (year + 3) / 4; }

uint32_t rtc_read(void) {
  const uint8_t first = 0;
  uint8_t r[STATUS + 1];
  if (!i2c_exchange(ADDRESS, &first, 1, r, sizeof r)) return 0;
  if ((r[STATUS] & OSCILLATOR_STOPPED) != 0) return 0;
  const uint32_t day = from_decimal(r[4]), month = from_decimal(r[5] & 0x1f), year = from_decimal(r[6]);
  if (day < 1 || day > 31 || month < 1 || month > 12) return 0;
  const uint32_t days = days_before_year(year) + days_before(year, month) + day - 1;
  return CENTURY_START + days * DAY + from_decimal(r[2] & 0x3f) * 3600 + from_decimal(r[1]) * 60 + from_decimal(r[0]);
}

void rtc_write(uint32_t seconds) {
  if (seconds < CENTURY_START) return;
  uint32_t days = (seconds - CENTURY_START) / DAY, year = 0, month = 12;
  const uint32_t second = seconds % DAY;
  while (days_before_year(year + 1) <= days) year++;
  days -= days_before_year(year);
  while (days_before(year, month) > days) month--;
  days -= days_before(year, month);
  const uint8_t time[8] = {0,
                           to_decimal(second % 60),
                           to_decimal(second / 60 % 60),
                           to_decimal(second / 3600),
                           1,
                           to_decimal(days + 1),
                           to_decimal(month),
                           to_decimal(year)};
  const uint8_t running[2] = {STATUS, 0};
  i2c_exchange(ADDRESS, time, sizeof time, 0, 0);
  i2c_exchange(ADDRESS, running, sizeof running, 0, 0);
}
