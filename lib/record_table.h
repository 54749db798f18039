/* SPDX-License-Identifier: MIT */
/*
 * The records that count: eventSource, eventName, class, role. Everything else
 * is of class "other". No include guard: the includer defines RECORD(source,
 * name, class, role). A new record is a row here and a case in test_record.c.
 */
#define SSM "ssm.amazonaws.com"
#define SSMMESSAGES "ssmmessages.amazonaws.com"
#define GUICONNECT "ssm-guiconnect.amazonaws.com"
#define INSTANCE_CONNECT "ec2-instance-connect.amazonaws.com"
#define ECS "ecs.amazonaws.com"
#define EC2 "ec2.amazonaws.com"

/* access */
RECORD(SSM, "StartSession", ACCESS, EC2A_ROLE_OPEN)
RECORD(SSM, "ResumeSession", ACCESS, EC2A_ROLE_RESUME)
RECORD(SSM, "TerminateSession", ACCESS, EC2A_ROLE_END)
RECORD(SSM, "CreateDataChannel", ACCESS, EC2A_ROLE_AGENT_CHANNEL)
RECORD(SSM, "OpenDataChannel", ACCESS, EC2A_ROLE_CHANNEL)
RECORD(SSMMESSAGES, "CreateDataChannel", ACCESS, EC2A_ROLE_AGENT_CHANNEL)
RECORD(SSMMESSAGES, "OpenDataChannel", ACCESS, EC2A_ROLE_CHANNEL)
RECORD(SSM, "SendCommand", ACCESS, EC2A_ROLE_OPEN)
RECORD(SSM, "StartAutomationExecution", ACCESS, EC2A_ROLE_OPEN)
RECORD(GUICONNECT, "StartConnection", ACCESS, EC2A_ROLE_CONNECTION)
RECORD(GUICONNECT, "GetConnection", ACCESS, EC2A_ROLE_CONNECTION)
RECORD(GUICONNECT, "CancelConnection", ACCESS, EC2A_ROLE_END)
RECORD(INSTANCE_CONNECT, "SendSSHPublicKey", ACCESS, EC2A_ROLE_PUSH)
RECORD(INSTANCE_CONNECT, "SendSerialConsoleSSHPublicKey", ACCESS, EC2A_ROLE_PUSH)
RECORD(INSTANCE_CONNECT, "OpenTunnel", ACCESS, EC2A_ROLE_TUNNEL)
RECORD(ECS, "ExecuteCommand", ACCESS, EC2A_ROLE_OPEN)
RECORD(EC2, "GetPasswordData", ACCESS, EC2A_ROLE_OPEN)

/* context: what instances are, and what is done to them */
RECORD(SSM, "UpdateInstanceInformation", CONTEXT, 0)
RECORD(EC2, "RunInstances", CONTEXT, 0)
RECORD(EC2, "StartInstances", CONTEXT, 0)
RECORD(EC2, "StopInstances", CONTEXT, 0)
RECORD(EC2, "RebootInstances", CONTEXT, 0)
RECORD(EC2, "TerminateInstances", CONTEXT, 0)
RECORD(EC2, "ModifyInstanceAttribute", CONTEXT, 0)
RECORD(EC2, "AttachVolume", CONTEXT, 0)
RECORD(EC2, "DetachVolume", CONTEXT, 0)
RECORD(EC2, "CreateImage", CONTEXT, 0)
RECORD(EC2, "CreateSnapshot", CONTEXT, 0)
RECORD(EC2, "CreateSnapshots", CONTEXT, 0)
RECORD(EC2, "GetConsoleScreenshot", CONTEXT, 0)
RECORD(EC2, "GetConsoleOutput", CONTEXT, 0)

/* context that joins a session (CONTRACT, ruling 32) */
RECORD(SSM, "StartAccessRequest", CONTEXT, EC2A_ROLE_APPROVAL)
RECORD(SSM, "GetAccessToken", CONTEXT, EC2A_ROLE_APPROVAL)

#undef SSM
#undef SSMMESSAGES
#undef GUICONNECT
#undef INSTANCE_CONNECT
#undef ECS
#undef EC2
