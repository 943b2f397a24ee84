/** Whether an error of an output stream says that its reader has ended, or that its terminal was closed. */
export function isClosedOutput({ code = "" }: NodeJS.ErrnoException): boolean {
  return ["EIO", "EPIPE", "ECONNRESET"].includes(code);
}
