#!/usr/bin/perl
# The AWS command line (version 2) as far as boot scripts call it: its arguments, output, messages, exit statuses and retries.
# realAws.root.test.ts holds it against the real one. HTTP is curl's.
use strict;
use warnings;

my @words = @ARGV;
my (@named, %option);
while (@words) {
  my $word = shift @words;
  if ($word =~ /^--(.+)/) { $option{$1} = shift @words; } else { push @named, $word; }
}
my %known = (
  "ec2 describe-volumes" => ["DescribeVolumes", "volume-ids"],
  "ec2 attach-volume" => ["AttachVolume", "volume-id", "instance-id", "device"],
  "cloudwatch put-metric-data" => ["PutMetricData", "namespace", "metric-name", "dimensions", "unit", "value"],
  "ssm put-compliance-items" => ["PutComplianceItems", "resource-id", "resource-type", "compliance-type", "execution-summary", "items"],
);
my ($call, @required) = @{ $known{"@named"} || [] };
sub ends { my ($status, $message) = @_; print STDERR "\n$message\n"; exit $status; }
ends(252, "aws: [ERROR]: argument operation: Found invalid choice '@named'") unless $call;
for my $name (@required) {
  ends(252, "aws: [ERROR]: the following arguments are required: --$name") unless defined $option{$name};
}
for my $name (keys %option) {
  ends(252, "Unknown options: --$name") unless grep { $_ eq $name } @required, "region", "query", "output";
}
ends(253, "You must specify a region. You can also configure your region by running \"aws configure\".")
  unless $option{region} || $ENV{AWS_DEFAULT_REGION};

my $url = "$ENV{AWS_ENDPOINT_URL}/";
my @request = ("--data-urlencode", "Action=$call");
if ($call eq "DescribeVolumes") { push @request, "--data-urlencode", "VolumeId.1=$option{'volume-ids'}"; }
elsif ($call eq "AttachVolume") {
  push @request, map { ("--data-urlencode", $_) } "VolumeId=$option{'volume-id'}", "InstanceId=$option{'instance-id'}", "Device=$option{device}";
} elsif ($call eq "PutMetricData") { push @request, "--data-urlencode", "Value=$option{dimensions} $option{value}"; }
else {
  (my $items = $option{items}) =~ s/'/'\\''/g;
  @request = ("--header", "X-Amz-Target: AmazonSSM.PutComplianceItems", "--data", "{\"Items\":$option{items}}");
}

my $attempts = 3;
for my $attempt (1 .. $attempts) {
  my $last = $attempt == $attempts;
  open(my $curl, "-|", "curl", "--silent", "--max-time", "60", "--write-out", "\n%{http_code}", @request, $url) or die;
  my $answer = do { local $/; <$curl> };
  close $curl;
  my $broken = $? >> 8;
  if ($broken) {
    next unless $last;
    ends(255, "Could not connect to the endpoint URL: \"$url\"") if $broken == 6 || $broken == 7;
    ends(255, "Read timeout on endpoint URL: \"$url\"") if $broken == 28;
    ends(255, "Connection was closed before we received a valid response from endpoint URL: \"$url\".");
  }
  my ($body, $status) = $answer =~ /^(.*)\n(\d+)$/s;
  if ($status >= 400) {
    my ($code) = $body =~ /<Code>(.*?)</;
    ($code) = $body =~ /"__type":"(.*?)"/ unless $code;
    my ($message) = $body =~ /<Message>(.*?)</;
    ($message) = $body =~ /"message":"(.*?)"/ unless $message;
    ($code, $message) = ($status, "Not Found") unless $code;
    next if $status >= 500 && !$last;
    my $tried = $status >= 500 ? " (reached max retries: " . ($attempts - 1) . ")" : "";
    ends(254, "An error occurred ($code) when calling the $call operation$tried: $message");
  }
  if ($body eq "" && $call ne "PutMetricData") {
    ends(255, "Unable to parse response (no element found: line 1, column 0), invalid XML received. Further retries may succeed:\nb''");
  }
  exit 0 unless $option{query};
  my ($fields) = $option{query} =~ /^Volumes\[0\]\.\[(.*)\]$/ or ends(252, "Bad value for --query $option{query}");
  my ($attachment) = $body =~ m{<attachmentSet><item>(.*?)</item>};
  my ($rest) = $body =~ m{^(.*?)<attachmentSet>}s;
  my %tag = ("VolumeId" => "volumeId", "SnapshotId" => "snapshotId", "Attachments[0].InstanceId" => "instanceId",
    "Attachments[0].State" => "status", "Attachments[0].Device" => "device");
  print join("\t", map {
    my $field = $_;
    my $within = $field =~ /^Attachments/ ? $attachment : $rest;
    my $tag = $tag{$field} or ends(252, "Bad value for --query $option{query}");
    defined $within && $within =~ m{<$tag>(.*?)</$tag>} ? $1 : "None";
  } split /,/, $fields), "\n";
  exit 0;
}
