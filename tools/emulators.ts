/**
 * How many emulators of AWS the tests of AWS start, and how many workers they have: tests say how an emulator begins, so each
 * worker has its own. They wait for retries and polls half of the time, so each of two cores has work for more than one.
 */
export const emulators = 3;
