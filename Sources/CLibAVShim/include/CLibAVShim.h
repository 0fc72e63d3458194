#pragma once
// Macros and variadics of libav that Swift cannot import.
#include "../../CLibAV/libav.h"
