// The hours that the administration's forms offer, on a clock of 24.
"use strict";

for (const hour of window.DateTimeShortcuts ? window.DateTimeShortcuts.clockHours.default_ : []) {
  if (hour[1] >= 0) hour[0] = `${String(hour[1]).padStart(2, "0")}:00`;
}
