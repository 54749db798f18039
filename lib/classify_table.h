/* SPDX-License-Identifier: MIT */
/*
 * Which call is which way onto an instance (CONTRACT 2); no include guard: included by classify.c alone.
 *
 *   EC2A__RULE(source, name, when, argument, method, kind, os)
 *
 * The first row that holds counts. A new method is a row here and a case in tests/test_classify.c.
 *
 *   when      ALWAYS
 *             DOCUMENT       the document is the argument (what follows its last '/')
 *             ANY_DOCUMENT   there is one
 *             NO_DOCUMENT    there is none
 *             NO_PARAMETERS  neither document nor target: refused calls show nothing
 *             ECS_TARGET     the target begins "ecs:"
 *             GUICONNECT     ssm-guiconnect made the call, and it succeeded
 *             REFUSED        the call was denied, or failed
 *   method    an EC2A_METHOD_..., or PART: a record of an access that another record opened
 *   kind      of the row when the call succeeded; a refused call with a method is an attempt, a PART makes no row
 *   os        what a call that succeeded shows: NOTHING, UNIX, WINDOWS (strong), PORT (weak, the record's port),
 *             PORT_22 (the same, and 22 where none is named)
 */
#define SSM "ssm.amazonaws.com"
#define CHANNELS "ssmmessages.amazonaws.com"
#define GUICONNECT_SOURCE "ssm-guiconnect.amazonaws.com"
#define EIC "ec2-instance-connect.amazonaws.com"

/* Session Manager */
EC2A__RULE(SSM, "StartSession", ECS_TARGET, NULL, ECS_EXEC, SESSION, NOTHING)
EC2A__RULE(SSM, "StartSession", GUICONNECT, NULL, SESSION_MANAGER_PORT_FORWARD, SESSION, PORT)
EC2A__RULE(SSM, "StartSession", NO_PARAMETERS, NULL, SESSION_MANAGER, SESSION, NOTHING)
EC2A__RULE(SSM, "StartSession", NO_DOCUMENT, NULL, SESSION_MANAGER, SESSION, NOTHING)
EC2A__RULE(SSM, "StartSession", DOCUMENT, "SSM-SessionManagerRunShell", SESSION_MANAGER, SESSION, NOTHING)
EC2A__RULE(SSM, "StartSession", DOCUMENT, "AWS-StartSSHSession", SESSION_MANAGER_SSH, SESSION, PORT_22)
EC2A__RULE(SSM, "StartSession", DOCUMENT, "AWS-StartPortForwardingSession",
	   SESSION_MANAGER_PORT_FORWARD, SESSION, PORT)
EC2A__RULE(SSM, "StartSession", DOCUMENT, "AWS-StartPortForwardingSessionToRemoteHost",
	   SESSION_MANAGER_REMOTE_FORWARD, SESSION, PORT)
EC2A__RULE(SSM, "StartSession", DOCUMENT, "AWS-StartInteractiveCommand",
	   SESSION_MANAGER_COMMAND, SESSION, NOTHING)
EC2A__RULE(SSM, "StartSession", DOCUMENT, "AWS-StartNonInteractiveCommand",
	   SESSION_MANAGER_COMMAND, SESSION, NOTHING)
EC2A__RULE(SSM, "StartSession", ANY_DOCUMENT, NULL, SESSION_MANAGER_DOCUMENT, SESSION, PORT)

/* its companions; the agent's refused channels are retries (AWS, trap 24) */
EC2A__RULE(SSM, "TerminateSession", REFUSED, NULL, SESSION_MANAGER, SESSION, NOTHING)
EC2A__RULE(SSM, "TerminateSession", ALWAYS, NULL, PART, PART, NOTHING)
EC2A__RULE(SSM, "ResumeSession", REFUSED, NULL, SESSION_MANAGER, SESSION, NOTHING)
EC2A__RULE(SSM, "ResumeSession", ALWAYS, NULL, PART, PART, NOTHING)
EC2A__RULE(SSM, "CreateDataChannel", ALWAYS, NULL, PART, PART, NOTHING)
EC2A__RULE(SSM, "OpenDataChannel", ALWAYS, NULL, PART, PART, NOTHING)
EC2A__RULE(CHANNELS, "CreateDataChannel", ALWAYS, NULL, PART, PART, NOTHING)
EC2A__RULE(CHANNELS, "OpenDataChannel", ALWAYS, NULL, PART, PART, NOTHING)

/* Fleet Manager's remote desktop */
EC2A__RULE(GUICONNECT_SOURCE, "StartConnection", ALWAYS, NULL, FLEET_MANAGER_RDP, SESSION, WINDOWS)
EC2A__RULE(GUICONNECT_SOURCE, "CancelConnection", REFUSED, NULL, FLEET_MANAGER_RDP, SESSION, NOTHING)
EC2A__RULE(GUICONNECT_SOURCE, "CancelConnection", ALWAYS, NULL, PART, PART, WINDOWS)
EC2A__RULE(GUICONNECT_SOURCE, "GetConnection", REFUSED, NULL, FLEET_MANAGER_RDP, SESSION, NOTHING)
EC2A__RULE(GUICONNECT_SOURCE, "GetConnection", ALWAYS, NULL, PART, PART, WINDOWS)

/* EC2 Instance Connect, its endpoints, the serial console */
EC2A__RULE(EIC, "SendSSHPublicKey", ALWAYS, NULL, INSTANCE_CONNECT, SESSION, UNIX)
EC2A__RULE(EIC, "OpenTunnel", ALWAYS, NULL, ENDPOINT_TUNNEL, SESSION, PORT)
EC2A__RULE(EIC, "SendSerialConsoleSSHPublicKey", ALWAYS, NULL, SERIAL_CONSOLE, SESSION, NOTHING)

/* containers */
EC2A__RULE("ecs.amazonaws.com", "ExecuteCommand", ALWAYS, NULL, ECS_EXEC, SESSION, NOTHING)

/* actions */
EC2A__RULE(SSM, "SendCommand", ALWAYS, NULL, RUN_COMMAND, ACTION, NOTHING)
EC2A__RULE(SSM, "StartAutomationExecution", ALWAYS, NULL, RUN_COMMAND, ACTION, NOTHING)
EC2A__RULE("ec2.amazonaws.com", "GetPasswordData", ALWAYS, NULL, PASSWORD_RETRIEVAL, ACTION, WINDOWS)

#undef SSM
#undef CHANNELS
#undef GUICONNECT_SOURCE
#undef EIC
