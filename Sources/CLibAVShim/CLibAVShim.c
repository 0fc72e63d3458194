#include "CLibAVShim.h"
