/* SPDX-License-Identifier: MIT */
/* What a session tells. It never changes once it was made, so any thread may ask. */
#include "mem.h"
#include "session_build.h"

EC2A_API ec2a_session *ec2a_session_ref(ec2a_session *session)
{
	if (session)
		atomic_fetch_add_explicit(&session->refs, 1, memory_order_relaxed);
	return session;
}

EC2A_API void ec2a_session_unref(ec2a_session *session)
{
	if (!session || atomic_fetch_sub_explicit(&session->refs, 1, memory_order_acq_rel) != 1)
		return;
	ec2a__buf_free(&session->text);
	ec2a__free(session->events);
	ec2a__free(session->instances);
	ec2a__free(session->reasons);
	ec2a__free(session);
}

static const char *text_at(const ec2a_session *session, uint32_t place)
{
	return place ? session->text.data + place - 1 : NULL;
}

EC2A_API const char *ec2a_session_str(const ec2a_session *session, int field)
{
	if (!session || field <= 0 || field >= EC2A__SESSION_FIELDS)
		return NULL;
	return text_at(session, session->str[field]);
}

EC2A_API void ec2a_session_strs(const ec2a_session *session, const int *fields, size_t count, const char **ret_texts)
{
	if (!fields || !ret_texts)
		return;
	for (size_t i = 0; i < count; i++)
		ret_texts[i] = ec2a_session_str(session, fields[i]);
}

EC2A_API int ec2a_session_int(const ec2a_session *session, int field, int64_t *ret_value)
{
	if (!session || !ret_value)
		return EC2A_E_ARG;
	if (field <= 0 || field >= EC2A__SESSION_FIELDS || !session->has_num[field])
		return 0;
	*ret_value = session->num[field];
	return 1;
}

EC2A_API size_t ec2a_session_event_count(const ec2a_session *session)
{
	return session ? session->n_events : 0;
}

EC2A_API const char *ec2a_session_event_str(const ec2a_session *session, size_t index, int field)
{
	const struct ec2a__evidence *event;

	if (!session || index >= session->n_events)
		return NULL;
	event = &session->events[index];
	switch (field) {
	case EC2A_EVIDENCE_ID:
		return text_at(session, event->id);
	case EC2A_EVIDENCE_NAME:
		return text_at(session, event->name);
	case EC2A_EVIDENCE_TIME:
		return text_at(session, event->time_text);
	case EC2A_EVIDENCE_ROLE:
		return ec2a_enum_name(EC2A_ENUM_ROLE, event->role);
	case EC2A_EVIDENCE_FILE:
		return text_at(session, event->file);
	default:
		return NULL;
	}
}

EC2A_API int ec2a_session_event_int(const ec2a_session *session, size_t index, int field, int64_t *ret_value)
{
	const struct ec2a__evidence *event;

	if (!session || !ret_value)
		return EC2A_E_ARG;
	if (index >= session->n_events)
		return 0;
	event = &session->events[index];
	if (field == EC2A_EVIDENCE_ROLE)
		*ret_value = event->role;
	else if (field == EC2A_EVIDENCE_TIME && event->has_time)
		*ret_value = event->time_us;
	else if (field == EC2A_EVIDENCE_LINE && event->line)
		*ret_value = (int64_t)event->line;
	else
		return 0;
	return 1;
}

EC2A_API size_t ec2a_session_instance_count(const ec2a_session *session)
{
	return session ? session->n_instances : 0;
}

EC2A_API const char *ec2a_session_instance(const ec2a_session *session, size_t index)
{
	return session && index < session->n_instances ? text_at(session, session->instances[index]) : NULL;
}

EC2A_API size_t ec2a_session_reason_count(const ec2a_session *session)
{
	return session ? session->n_reasons : 0;
}

EC2A_API const char *ec2a_session_reason(const ec2a_session *session, size_t index)
{
	return session && index < session->n_reasons ? text_at(session, session->reasons[index]) : NULL;
}

EC2A_API size_t ec2a_session_flag_count(const ec2a_session *session)
{
	size_t count = 0;

	for (uint32_t bits = session ? session->flags : 0; bits; bits &= bits - 1)
		count++;
	return count;
}

EC2A_API int ec2a_session_flag(const ec2a_session *session, size_t index)
{
	uint32_t bits = session ? session->flags : 0;
	int flag = 0;

	for (; bits && index; index--)
		bits &= bits - 1; /* the lowest goes */
	if (!bits)
		return 0;
	while (!(bits >> flag & 1))
		flag++;
	return flag;
}
