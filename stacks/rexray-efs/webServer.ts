/** Not a privileged port, so that the server need not run as root. */
export const port = 8080;

/** Apache's modules that it takes to serve files, as its official image has them. */
const modules = [
  ["mpm_event_module", "mod_mpm_event"],
  ["unixd_module", "mod_unixd"],
  ["authz_core_module", "mod_authz_core"],
  ["log_config_module", "mod_log_config"],
  ["mime_module", "mod_mime"],
  ["dir_module", "mod_dir"],
  ["headers_module", "mod_headers"],
] as const;

/**
 * Apache httpd without a configuration file: all of it stands in the command, so that the public image does as it is. It
 * runs as any user on a read-only root file system.
 *
 * @param folder Whose files it serves.
 */
export function webServerCommand(folder: string): string[] {
  const directives = [
    ...modules.map(([module, file]) => `LoadModule ${module} modules/${file}.so`),
    "ServerName localhost",
    "ServerTokens Prod",
    "TraceEnable Off",
    `Listen ${port}`,
    // The one thing that Apache insists on writing; every container has memory there.
    "PidFile /dev/shm/httpd.pid",
    // Through a pipe, because not every runtime lets a user who is not root open the container's output anew.
    "ErrorLog |/bin/cat",
    'LogFormat "%h \\"%r\\" %>s %b" plain',
    "CustomLog |/bin/cat plain",
    // Files of a network change under it (Apache's documentation, "EnableSendfile" and "EnableMMAP").
    "EnableSendfile Off",
    "EnableMMAP Off",
    // Says which task answered.
    'Header always set X-Served-By "${HOSTNAME}"',
    `DocumentRoot ${folder}`,
  ];
  // -C is read before the configuration file, which is empty: the modules must be there before what they know.
  return ["httpd", "-D", "FOREGROUND", "-f", "/dev/null", ...directives.flatMap((line) => ["-C", line])];
}
