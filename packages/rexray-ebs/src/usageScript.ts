/** The metric of a volume's file system usage. EBS does not know it, so the host publishes it. */
export const usageMetric = { namespace: "Ballast", name: "VolumeUsedPercent" };
export const usageMinutes = 5;
/** A file system that takes longer to grow continues with the next run; until then no usage is reported. */
const growMinutes = 30;

/**
 * Bash of a boot step that runs with the volume mounted and $volume, $path, $device, $type and $AWS_DEFAULT_REGION
 * set. It installs a timer that publishes the usage to CloudWatch, and grows the file system after the volume has
 * grown. If the path is not on the volume, nothing is published, and an alarm reports the missing data.
 *
 * @param path Part of the timer's name, because a host can have several volumes.
 */
export function usageTimer(path: string): string {
  return `
cat > /opt/ballast/volume-usage.sh <<'BALLAST_USAGE'
#!/bin/bash
# Made by Ballast.
set -euo pipefail
region=$1 volume=$2 path=$3 device=$4 type=$5
mounted=$(mountpoint --fs-devno "$path")
wanted=$(mountpoint --devno "$device")
if [ "$mounted" != "$wanted" ]; then
  echo "$path is not on $volume: its device is $mounted, and that of $volume is $wanted"
  exit 1
fi
# Of its space or of its inodes, whichever is nearer to the end.
used=$(df --output=pcent,ipcent "$path" | awk 'NR == 2 { print ($1 + 0 > $2 + 0) ? $1 + 0 : $2 + 0 }')
status=1
for attempt in 1 2 3; do
  if timeout 45 aws cloudwatch put-metric-data --region "$region" --namespace ${usageMetric.namespace} --metric-name ${usageMetric.name} --dimensions "VolumeId=$volume" --unit Percent --value "$used"; then
    status=0
    break
  fi
  echo "CloudWatch was not told (attempt $attempt of 3)"
  [ "$attempt" = 3 ] || sleep 20
done
# Both leave a file system alone that is as large as its volume. What is noted here is gone after a reboot.
grow() { if [ "$type" = xfs ]; then xfs_growfs "$path"; else resize2fs "$device"; fi; }
size=$(blockdev --getsize64 "$device")
noted=/run/ballast-grown-$volume
if [ ! -e "$noted" ] || [ "$(cat "$noted")" != "$size" ]; then
  if grow; then
    echo "$size" > "$noted"
  else
    echo "WARNING: the file system ($type) did not grow with $volume; the reason is above. It can when the next instance starts"
  fi
fi
exit "$status"
BALLAST_USAGE
chmod 0755 /opt/ballast/volume-usage.sh
cat > /etc/systemd/system/${unitOf(path)}.service <<SERVICE
[Unit]
Description=Tells CloudWatch how full $volume is, and grows its file system with it

[Service]
Type=oneshot
ExecStart=/opt/ballast/volume-usage.sh $AWS_DEFAULT_REGION $volume $path $device $type
TimeoutStartSec=${growMinutes * 60}
SERVICE
cat > /etc/systemd/system/${unitOf(path)}.timer <<'TIMER'
[Unit]
Description=Every ${usageMinutes} minutes

[Timer]
OnActiveSec=1s
OnCalendar=*:0/${usageMinutes}
AccuracySec=1s

[Install]
WantedBy=timers.target
TIMER
systemctl daemon-reload
if ! systemctl enable ${unitOf(path)}.timer || ! systemctl start --no-block ${unitOf(path)}.timer; then
  say "WARNING: CloudWatch will not be told how full $volume is"
fi
`;
}

/** The unit name of the timer and of its service. */
export function unitOf(path: string): string {
  return `ballast-usage${path.replaceAll("/", "-")}`;
}
