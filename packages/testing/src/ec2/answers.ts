import type { Holder, WorldVolume } from "./world.ts";

/** Replies as EC2's query protocol has them (Amazon EC2 API Reference, "Query API", errors and examples of each call; 2026-11). */

const errors: Record<string, { status: number; code: string; message: string }> = {
  throttled: { status: 503, code: "RequestLimitExceeded", message: "Request limit exceeded." },
  internal: { status: 500, code: "InternalError", message: "An internal error has occurred" },
  expired: { status: 400, code: "RequestExpired", message: "Request has expired." },
  unauthorized: {
    status: 403,
    code: "UnauthorizedOperation",
    message: "You are not authorized to perform this operation.",
  },
  inUse: { status: 400, code: "VolumeInUse", message: "The volume is already attached to an instance" },
  nameInUse: {
    status: 400,
    code: "InvalidParameterValue",
    message: "Invalid value for unixDevice. Attachment point is already in use",
  },
  noVolume: { status: 400, code: "InvalidVolume.NotFound", message: "The volume does not exist." },
};

export function errorOf(kind: string, call: string): { status: number; body: string } {
  if (kind === "blank") return { status: 200, body: "" };
  const error = errors[kind];
  if (!error) return { status: 404, body: "" };
  const { status, code, message } = error;
  const json = JSON.stringify({ __type: code, message });
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>0</RequestID></Response>`;
  return { status, body: call === "PutComplianceItems" ? json : xml };
}

export function answerOf(
  call: string,
  id: string,
  volume: WorldVolume | undefined,
  holder: Holder | null,
): string {
  const attachment = holder
    ? `<volumeId>${id}</volumeId><instanceId>${holder.instance}</instanceId><device>${holder.device}</device><status>${holder.state}</status>`
    : "";
  const space = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';
  switch (call) {
    case "DescribeVolumes":
      return `<DescribeVolumesResponse ${space}><requestId>0</requestId><volumeSet><item><volumeId>${id}</volumeId><snapshotId>${volume?.snapshotId ?? ""}</snapshotId><attachmentSet>${holder ? `<item>${attachment}</item>` : ""}</attachmentSet></item></volumeSet></DescribeVolumesResponse>`;
    case "AttachVolume":
      return `<AttachVolumeResponse ${space}><requestId>0</requestId>${attachment}</AttachVolumeResponse>`;
    case "PutMetricData":
      return '<PutMetricDataResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></PutMetricDataResponse>';
    default:
      return "{}";
  }
}
