/* I2C0 at 400 kHz on pins 16 (data) and 17 (clock), for the display and the clock with a battery. */
#include "pico.h"
#include "registers.h"

#define I2C_BASE 0x40044000u
#define CON (I2C_BASE + 0x00u)
#define TAR (I2C_BASE + 0x04u)
#define DATA_CMD (I2C_BASE + 0x10u)
#define FS_SCL_HCNT (I2C_BASE + 0x1cu)
#define FS_SCL_LCNT (I2C_BASE + 0x20u)
#define INTR_MASK (I2C_BASE + 0x30u)
#define RAW_INTR (I2C_BASE + 0x34u)
#define TX_TL (I2C_BASE + 0x3cu)
#define CLR_TX_ABRT (I2C_BASE + 0x54u)
#define ENABLE (I2C_BASE + 0x6cu)
#define STATUS (I2C_BASE + 0x70u)
#define RXFLR (I2C_BASE + 0x78u)
#define SDA_HOLD (I2C_BASE + 0x7cu)
enum { TX_EMPTY = 0x10, TX_ABRT = 0x40 };
enum { READ = 1 << 8, RESTART = 1 << 10 };
/* Longer than any exchange; a bus that hangs must not hang the device. */
#define PATIENCE 5000u

/* What gives the bytes that are being sent by interrupts; 0 while none are. */
static uint32_t (*volatile source)(bool lost);

void i2c_start(void) {
  unreset(RESET_I2C0);
  for (uint32_t pin = 16; pin <= 17; pin++) {
    REG(PIN_PAD(pin)) = PAD_PULL_UP;
    REG(PIN_CTRL(pin)) = FUNCTION_I2C;
  }
  REG(ENABLE) = 0;
  REG(CON) = 0x65; /* master, fast, restarts, no slave */
  REG(FS_SCL_LCNT) = 187;
  REG(FS_SCL_HCNT) = 125;
  REG(SDA_HOLD) = 39; /* 0.3 microseconds */
  REG(TX_TL) = 4;
  REG(INTR_MASK) = 0;
  REG(NVIC_ENABLE) = 1u << IRQ_I2C0;
}

/* Who is meant from now on; only while nothing is under way. */
static void call(uint32_t address) {
  REG(ENABLE) = 0;
  REG(TAR) = address;
  REG(ENABLE) = 1;
}

static bool resting(void) { return (REG(STATUS) & 0x21) == 0 && (REG(STATUS) & 4) != 0; }

void i2c_send(uint32_t address, uint32_t (*next)(bool lost)) {
  if (source != 0) return;
  source = next;
  call(address);
  REG(INTR_MASK) = TX_EMPTY | TX_ABRT;
}

void i2c0_interrupt(void) {
  bool lost = (REG(RAW_INTR) & TX_ABRT) != 0; /* nobody there, or it fell off */
  if (lost) (void)REG(CLR_TX_ABRT);
  while (source != 0 && (REG(STATUS) & 2) != 0) {
    const uint32_t byte = source(lost);
    lost = false;
    if (byte != I2C_NOTHING) REG(DATA_CMD) = byte;
    else {
      REG(INTR_MASK) = 0;
      source = 0;
    }
  }
}

bool i2c_exchange(uint32_t address, const uint8_t* out, uint32_t out_length, uint8_t* in, uint32_t in_length) {
  const uint32_t start = now_microseconds();
  const uint32_t all = out_length + in_length;
  uint32_t sent = 0, got = 0;
  while ((source != 0 || !resting()) && now_microseconds() - start < 10 * PATIENCE) {}
  call(address);
  while (sent < all || got < in_length || !resting()) {
    if ((REG(RAW_INTR) & TX_ABRT) != 0 || now_microseconds() - start > 11 * PATIENCE) break;
    if (sent < all && sent - got < 8 && (REG(STATUS) & 2) != 0) {
      const uint32_t last = sent + 1 == all ? I2C_LAST : 0;
      if (sent < out_length) REG(DATA_CMD) = out[sent] | last;
      else REG(DATA_CMD) = READ | last | (sent == out_length ? RESTART : 0);
      sent++;
      if (sent <= out_length) continue;
    }
    while (REG(RXFLR) > 0 && got < in_length) in[got++] = (uint8_t)REG(DATA_CMD);
  }
  const bool answered = (REG(RAW_INTR) & TX_ABRT) == 0 && got == in_length && sent == all;
  (void)REG(CLR_TX_ABRT);
  return answered;
}
