/* SPDX-License-Identifier: MIT */
/* A session document of your own: a configuration says what it stands for. Without it the library tells only that
 * the document is none of AWS's. */
#include <ec2access/ec2access.h>
#include <stdio.h>

static const char record[] =
	"{\"eventVersion\":\"1.08\",\"eventTime\":\"2024-05-14T10:00:00Z\",\"eventSource\":\"ssm.amazonaws.com\","
	"\"eventName\":\"StartSession\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"192.0.2.44\","
	"\"userAgent\":\"aws-cli/2.15.0\",\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"bob\"},"
	"\"requestParameters\":{\"target\":\"i-0123456789abcdef0\",\"documentName\":\"Corp-Shell\"},"
	"\"eventID\":\"00000000-0000-4000-8000-000000000001\"}";

static int show(const char *when, ec2a_config *config)
{
	ec2a_parser *parser;
	ec2a_event *event;
	ec2a_access *access;
	int r = ec2a_parser_new(config, &parser); /* from here on the configuration is frozen */

	if (r < 0)
		return r;
	if ((r = ec2a_parser_feed(parser, record, sizeof(record) - 1)) == 0 &&
	    (r = ec2a_parser_finish(parser)) == 0 && (r = ec2a_parser_next(parser, &event)) == 1) {
		if ((r = ec2a_classify(config, event, &access)) == 1) {
			printf("%s: %s (%s)\n", when,
			       ec2a_enum_name(EC2A_ENUM_METHOD, ec2a_access_int(access, EC2A_ACCESS_METHOD)),
			       ec2a_access_reason(access, 0));
			ec2a_access_free(access);
		}
		ec2a_event_unref(event);
	}
	ec2a_parser_free(parser);
	return r;
}

int main(void)
{
	ec2a_config *config = NULL;
	int r;

	if ((r = show("by default", NULL)) >= 0 && (r = ec2a_config_new(&config)) == 0 &&
	    (r = ec2a_config_map_document(config, "Corp-Shell", EC2A_METHOD_SESSION_MANAGER)) == 0)
		r = show("when told", config);
	if (r < 0)
		fprintf(stderr, "%s\n", ec2a_strerror(r));
	ec2a_config_unref(config);
	return r < 0;
}
