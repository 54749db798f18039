/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_TRAIL_H
#define EC2A_RECORD_TRAIL_H

/* What is done to trails. To sessions such records are of class "other"; coverage tells them. */
#define EC2A__TRAIL_SOURCE "cloudtrail.amazonaws.com"
#define EC2A__TRAIL_CHANGES "StopLogging", "DeleteTrail", "PutEventSelectors", "UpdateTrail"

#endif
