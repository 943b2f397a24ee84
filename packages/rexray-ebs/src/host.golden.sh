volume='vol-0123456789abcdef0'
path='/mnt/ballast/mysql'
export AWS_DEFAULT_REGION='eu-central-1'

command -v aws > /dev/null || dnf install --assumeyes --quiet awscli-2
token=$(curl --fail --silent --show-error --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 300' http://169.254.169.254/latest/api/token)
instance=$(curl --fail --silent --show-error --header "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)

# Forty-five minutes: longer than a group takes to warm a successor up, and to drain and end the predecessor.
for attempt in $(seq 1 270); do
  holder=$(aws ec2 describe-volumes --volume-ids "$volume" --query 'Volumes[0].Attachments[0].InstanceId' --output text)
  if [ "$holder" = "$instance" ]; then break; fi
  if [ "$holder" = None ]; then
    aws ec2 attach-volume --volume-id "$volume" --instance-id "$instance" --device /dev/sdf > /dev/null || say "attaching $volume failed (attempt $attempt)"
  elif [ $((attempt % 6)) -eq 1 ]; then
    say "$volume is attached to $holder; waiting for it"
  fi
  [ "$attempt" -lt 270 ]
  sleep 10
done
say "$volume is attached"

# On Nitro the device is named by the volume's id, elsewhere by what was asked for.
device=""
for attempt in $(seq 1 60); do
  for candidate in "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volume/-/}" /dev/xvdf /dev/sdf; do
    if [ -e "$candidate" ]; then device=$candidate; break 2; fi
  done
  [ "$attempt" -lt 60 ]
  sleep 2
done
say "$volume is $device"

# Only zeros where file systems and partition tables begin: nobody has written to it.
if type=$(blkid --probe --match-tag TYPE --output value "$device"); then
  say "it has a file system ($type)"
elif cmp --silent --bytes=1048576 "$device" /dev/zero; then
  say "it is blank; making a file system"
  mkfs.xfs -L ballast "$device"
else
  say "it is not blank, and what is on it is no file system that is known here; nothing was changed"
  exit 1
fi

uuid=$(blkid --probe --match-tag UUID --output value "$device")
mkdir -p "$path"
touch /etc/fstab
sed -i "\\|[[:space:]]${path}[[:space:]]|d" /etc/fstab
echo "UUID=$uuid $path xfs defaults,nofail,nouuid 0 2" >> /etc/fstab
mountpoint --quiet "$path" || mount "$path"
mountpoint --quiet "$path"
# A volume that has grown, grows its file system.
xfs_growfs "$path" > /dev/null

# After a reboot without the volume, tasks would write to the root disk: then there is no agent.
mkdir -p /etc/systemd/system/ecs.service.d
cat > /etc/systemd/system/ecs.service.d/ballast-volume.conf <<CONFIGURATION
[Unit]
RequiresMountsFor=$path
CONFIGURATION
systemctl daemon-reload
say "$volume is mounted at $path"
